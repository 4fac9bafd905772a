/// Names of the language that a later version brings. To make one available, delete it here and add its decoding.
enum Unavailable {
    enum Place: Hashable { case runSetting, cycleSetting, finderSetting, suggestionRule }

    private static let names: [Place: Set<String>] = [
        .runSetting: ["stop_on_divergence", "histograms"],
        .cycleSetting: ["momentum"],
        .finderSetting: ["metric", "repeats"],
        .suggestionRule: ["lightning", "valley", "slide", "minimum", "steep", "torch_lr_finder"],
    ]

    static func contains(_ name: String, in place: Place?) -> Bool {
        place.flatMap { names[$0]?.contains(name) } ?? false
    }

    static func message(_ name: String) -> String { "'\(name)' is not available in this version" }
}
