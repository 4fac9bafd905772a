import Experiment

/// Settings too small to move a weight: what a user hardly means, most often a wrong exponent.
enum VanishingSettings {
    /// 2⁻¹²⁶, about 1.2e-38: smaller numbers lose digits in single precision. Even this one changes no weight above
    /// 2⁻¹⁰², about 2e-31, whose last of 24 binary digits is twice as large.
    private static let threshold = Double(Float.leastNormalMagnitude)

    /// Tells which of `run`'s settings are too small to train with.
    static func remark(on run: RunSpec, _ remarks: inout DiagnosticList) {
        let configuration = run.configuration
        func look(at key: String, _ value: Double, _ result: String) {
            guard value < threshold else { return }
            remarks.append(
                Diagnostic(
                    "'\(key)' (\(NumberSpelling.canonical(value))) is too small for single precision: \(result)",
                    at: run.sources.location(of: key), severity: .warning))
        }
        if let clip = configuration.gradientClip { look(at: "gradient_clip", clip, "it leaves nothing of a gradient") }
        if case .fixed(let rate) = configuration.learningRate,
            configuration.schedule.bounds(replacing: configuration.learningRate).isEmpty
        {
            look(at: "learning_rate", rate, "no step moves a weight")
        }
    }
}
