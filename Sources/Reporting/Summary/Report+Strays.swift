extension Report {
    /// Which folders TensorBoard shows that no table tells of, and the way out; nil where there are none.
    package func strayRemark(_ style: Markup) -> String? {
        let isWholeFile = experiment.runs.allSatisfy(\.isSelected) && !experiment.command.changesSettings
        return StrayFolders(
            strays, of: experiment.name, runs: experiment.runs.map(\.description.name), isWholeFile: isWholeFile
        ).remark(style)
    }
}
