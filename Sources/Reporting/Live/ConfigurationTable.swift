import Experiment

/// A configuration as a Markdown table, a setting a row.
enum ConfigurationTable {
    static func markdown(_ configuration: SettingValue) -> String {
        let leaves = configuration.leaves()
        return MarkdownTable([
            TableColumn("setting", cells: leaves.map { Markdown.code($0.key) }),
            TableColumn("value", cells: leaves.map { Markdown.code($0.value.spelling) }),
        ]).text
    }
}
