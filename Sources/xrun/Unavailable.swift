/// Commands and options of the command line that a later version brings. To make one available, delete it here and
/// add it to its command.
enum Unavailable {
    private static let commands: Set<String> = ["init"]
    private static let options: Set<String> = ["--log-format"]

    /// What the words of a command line ask for too early; nil where nothing does.
    static func named(in words: [String]) -> String? {
        if let first = words.first, commands.contains(first) { return first }
        return words.map { String($0.prefix { $0 != "=" }) }.first(where: options.contains)
    }
}
