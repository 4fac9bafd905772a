/// Names of the language that a later version brings. To make one available, delete it here and add its decoding.
enum Unavailable {
    enum Place: Hashable { case runSetting }

    private static let names: [Place: Set<String>] = [
        .runSetting: ["stop_on_divergence"],
    ]

    static func contains(_ name: String, in place: Place?) -> Bool {
        place.flatMap { names[$0]?.contains(name) } ?? false
    }

    static func message(_ name: String) -> String { "'\(name)' is not available in this version" }
}
