extension Report {
    /// Which folders TensorBoard shows that no table tells of, and the way out; nil where there are none.
    package func strayRemark(_ style: Markup) -> String? {
        StrayFolders(
            strays, of: experiment.name, runs: experiment.runs.map(\.description.name),
            isWhole: experiment.runs.allSatisfy(\.isSelected), changesSettings: experiment.command.changesSettings
        ).remark(style)
    }
}
