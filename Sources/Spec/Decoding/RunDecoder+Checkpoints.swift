import Experiment

extension RunDecoder {
    /// `validation`, a bare number of epochs, `{steps: 500}` or `{seconds: 60}`.
    func read(checkpointEvery node: YAMLNode, into interval: inout CheckpointInterval) {
        if let entries = node.entries, !entries.isEmpty {
            var reader = SettingsReader(entries, at: node.location, context: context)
            let steps = reader.value("steps", .count)
            let seconds = reader.value("seconds", .positive)
            reader.finish()
            switch (steps, seconds) {
            case (let steps?, nil): interval = .span(.steps(steps))
            case (nil, let seconds?): interval = .seconds(seconds)
            case (_?, _?):
                context.diagnostics.report("'checkpoint_every' counts steps or seconds, not both", at: node.location)
            case (nil, nil): break
            }
        } else if case .scalar(.string("validation")) = node.content {
            interval = .validation
        } else if let value = node.scalar, case .value(let epochs) = Rule.positive.read(value) {
            interval = .span(.epochs(epochs))
        } else {
            context.reportMismatch(
                "checkpoint_every",
                expected: "'validation', a number of epochs greater than 0, '{steps: 100}' or '{seconds: 60}'",
                found: node, path: ["checkpoint_every"])
        }
    }
}
