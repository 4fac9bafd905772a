import Experiment

/// The `key=value` texts of `--set` as one text with a line for each, so that a place in them has a line and a column.
enum SettingTexts {
    static func joined(_ settings: [String]) -> String { settings.joined(separator: "\n") }

    /// Each setting as a dotted path with its value.
    static func parse(_ settings: [String], reportingTo diagnostics: DiagnosticCollector) -> [Assignment] {
        var line = 1
        return settings.compactMap { setting in
            defer { line += lineCount(setting) }
            return parse(setting, line: line, reportingTo: diagnostics)
        }
    }

    private static func parse(
        _ setting: String, line: Int, reportingTo diagnostics: DiagnosticCollector
    ) -> Assignment? {
        let whole = SourceLocation(
            file: SourceLocation.settings, line: line, column: 1, length: setting.unicodeScalars.count)
        guard let equals = setting.firstIndex(of: "=") else {
            diagnostics.report("expected key=value, such as epochs=3", at: whole)
            return nil
        }
        let name = String(setting[..<equals])
        var place = whole
        place.length = max(1, name.unicodeScalars.count)
        let value = SourceText(
            file: SourceLocation.settings, bytes: Array(setting[setting.index(after: equals)...].utf8), firstLine: line,
            firstColumn: name.unicodeScalars.count + 2)
        let own = DiagnosticCollector()
        let node = YAMLComposer.compose(value, reportingTo: own)
        own.all.forEach(diagnostics.report)
        guard node != nil || !own.hasErrors else { return nil }
        return Assignment(
            YAMLNode.Key(text: name, location: place), value: node ?? YAMLNode(.scalar(.null), at: place),
            reportingTo: diagnostics)
    }

    private static func lineCount(_ setting: String) -> Int {
        var counter = LineCounter()
        for scalar in setting.unicodeScalars { counter.advance(over: scalar) }
        return counter.line
    }
}
