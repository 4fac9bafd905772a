import Experiment

/// A configuration as a Markdown table, a setting a row.
enum ConfigurationTable {
    static func markdown(_ configuration: SettingValue) -> String {
        var table = MarkdownTable(columns: [.init("setting"), .init("value")])
        for leaf in configuration.leaves() {
            table.rows.append([Markdown.code(leaf.path), Markdown.code(leaf.value.spelling)])
        }
        return table.text
    }
}
