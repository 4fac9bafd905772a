import Experiment

/// Settings too small to move a weight: what a user hardly means, most often a wrong exponent.
enum VanishingSettings {
    /// 2⁻¹²⁶, about 1.2e-38: smaller numbers lose digits in single precision. Even this one changes no weight above
    /// 2⁻¹⁰², about 2e-31, whose last of 24 binary digits is twice as large.
    private static let threshold = Double(Float.leastNormalMagnitude)

    /// Tells which of `run`'s settings are too small to train with.
    static func remark(on run: RunSpec, _ remarks: inout DiagnosticList) {
        let configuration = run.configuration
        func look(at path: String, _ value: Double, _ result: String) {
            guard value < threshold else { return }
            remarks.append(
                Diagnostic(
                    "'\(path)' (\(NumberSpelling.canonical(value))) is too small for single precision: \(result)",
                    at: run.sources.location(of: path), severity: .warning))
        }
        if let clip = configuration.gradientClip { look(at: "gradient_clip", clip, "it leaves nothing of a gradient") }
        if let (path, rate) = highestRate(of: configuration) { look(at: path, rate, "no step moves a weight") }
    }

    /// What the file gives as the highest of a run's rates, with its dotted path; nil where a range test decides.
    private static func highestRate(of configuration: RunConfiguration) -> (path: String, rate: Double)? {
        let schedule = configuration.schedule
        if let path = schedule.boundPaths(replacing: configuration.learningRate).last {
            // Its own, whatever the run's rate is.
            return schedule.rateBounds(runRate: 0).map { (path: path, rate: $0.maximum) }
        }
        guard case .fixed(let rate) = configuration.learningRate else { return nil }
        return ("learning_rate", rate)
    }
}
