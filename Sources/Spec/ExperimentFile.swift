package import Experiment

/// Reads experiment files: text, located nodes, merged settings of each run, typed values.
package enum ExperimentFile {
    /// Reads the file at `path`.
    ///
    /// - Parameter settings: texts `key=value` of `--set`, applied last to every run; dotted keys reach nested
    ///   settings, values are YAML.
    /// - Throws: everything that is wrong, in the order of the file. Warnings are in the result's `remarks`.
    package static func load(path: String, settings: [String] = []) throws(Diagnostics) -> ExperimentSpec {
        let source: SourceText
        do {
            source = try SourceText(readingFrom: path)
        } catch {
            throw Diagnostics([error])
        }
        return try decode(source, settings: settings)
    }

    /// The same for a text in memory. `file` names it in diagnostics, and the experiment where `name` does not.
    /// - Throws: as `load`.
    package static func decode(
        _ text: [UInt8], file: String, settings: [String] = []
    ) throws(Diagnostics) -> ExperimentSpec {
        try decode(SourceText(file: file, bytes: text), settings: settings)
    }

    private static func decode(_ source: SourceText, settings: [String]) throws(Diagnostics) -> ExperimentSpec {
        let diagnostics = DiagnosticCollector()
        let root = YAMLComposer.compose(source, reportingTo: diagnostics)
        let isReadable = !diagnostics.hasErrors
        let overrides = SettingTexts.parse(settings, reportingTo: diagnostics)
        var spec: ExperimentSpec?
        if let root, root.scalar != .null {
            spec = ExperimentDecoder(file: source.file, diagnostics: diagnostics).decode(root, overrides: overrides)
        } else if isReadable {
            diagnostics.report("the file is empty", at: source.place(line: 1, column: 1))
        }
        // Warnings wait until nothing is wrong: they may follow from an error.
        let errors = diagnostics.sorted.filter { $0.severity == .error }
        guard var spec, errors.isEmpty else { throw Diagnostics(errors) }
        spec.remarks = diagnostics.sorted
        return spec
    }
}
