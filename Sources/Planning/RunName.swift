import Experiment

/// A run's name: what its own entry sets, as `learning_rate=1e-5,optimizer=sgd,momentum=0.9,seed=7`.
///
/// It is a folder's name and TensorBoard's name of the run: no `/`, settings in the order of the file so that runs of
/// one grid sort together, and in what xrun has made itself nothing that a shell or a glob would take for its own. A
/// name that the user gave stands as it was given. It never looks at other entries, so that adding one renames nothing.
struct RunName: Hashable {
    /// The name without the seed.
    var group: String
    var full: String

    /// Bytes of a group that has no name of the user's.
    private static let byteLimit = 80
    /// And of what is behind a name that the user gave, which has at most 100 and is never cut: with the longest seed a
    /// name stays below 170, far from the 255 of file systems.
    private static let byteLimitBehindName = 40

    init(_ run: RunSpec) {
        // A name given to an entry stands for what the entry sets; its grid still has to tell its runs apart.
        let namesSettings = run.givenName == nil || run.comesFromGrid
        let settings = namesSettings ? run.varied.filter { $0.path != Self.seedPath } : []
        let setsSeed = namesSettings && run.varied.contains { $0.path == Self.seedPath }
        let given = run.givenName.map { String($0.map { FolderName.allows($0) ? $0 : "_" }) }
        let pieces = Self.pieces(settings).map { String($0.map { Self.isPlain($0) ? $0 : "_" }) }
        let parts = (given.map { [$0] } ?? []) + pieces
        let whole = ((run.givenName.map { [$0] } ?? []) + Self.pieces(settings)).joined(separator: ",")
        var limit = Self.byteLimit
        // Every name that a file gives is safe; another one may be of any length, and is cut like what is made here.
        if let name = run.givenName, FolderName.isSafe(name) {
            limit = max(limit, name.utf8.count + (pieces.isEmpty ? 0 : Self.byteLimitBehindName))
        }
        let group =
            parts.isEmpty ? GroupName.unvaried : Self.folder(parts.joined(separator: ","), of: whole, limit: limit)
        let seed = run.repeatsSeeds || setsSeed ? "seed=\(run.configuration.seed)" : nil
        self.group = group
        guard let seed else {
            full = group
            return
        }
        full = parts.isEmpty ? seed : "\(group),\(seed)"
    }

    private static let seedPath = "seed"

    /// `optimizer.sgd.momentum: 0.9` gives `optimizer=sgd` and `momentum=0.9`: a setting inside a variant says which
    /// variant, once, and keeps as much of its path as tells it from the run's other settings.
    private static func pieces(_ settings: [(path: String, value: SettingValue)]) -> [String] {
        let paths = settings.map { $0.path.split(separator: ".") }
        var pieces: [String] = []
        for (index, path) in paths.enumerated() {
            guard let head = path.first else { continue }
            let isEmptyVariant = path.count == 2 && settings[index].value == .mapping([])
            if path.count > 2 || isEmptyVariant {
                let variant = "\(head)=\(path[1])"
                if !pieces.contains(variant) { pieces.append(variant) }
            }
            if !isEmptyVariant {
                let key = shortestSuffix(of: path, amongOthersOf: paths, at: index)
                pieces.append("\(key)=\(text(settings[index].value))")
            }
        }
        return pieces
    }

    private static func shortestSuffix(
        of path: [Substring], amongOthersOf paths: [[Substring]], at index: Int
    ) -> String {
        for length in 1..<max(1, path.count) {
            let suffix = path.suffix(length)
            let isUnique = !paths.enumerated().contains { other, otherPath in
                other != index && otherPath.suffix(length) == suffix
            }
            if isUnique { return suffix.joined(separator: ".") }
        }
        return path.joined(separator: ".")
    }

    /// A value without brackets: `3+5` for a list, `conv2d-6-5+relu+flatten+dense-10` for a list of layers.
    private static func text(_ value: SettingValue) -> String {
        switch value {
        case .null, .bool, .integer, .number, .string: value.spelling
        case .list(let values): values.isEmpty ? "none" : values.map(text).joined(separator: "+")
        case .mapping(let entries):
            entries.map { ([$0.key] + leafTexts($0.value)).joined(separator: "-") }.joined(separator: "+")
        }
    }

    private static func leafTexts(_ value: SettingValue) -> [String] {
        value.leaves().map { text($0.value) }.filter { !$0.isEmpty }
    }

    /// `text` as a folder's name; a long one is cut, with a hash of the `whole` behind.
    private static func folder(_ text: String, of whole: String, limit: Int) -> String {
        var result = text
        // Hidden files, options of a command, names that differ in nothing visible.
        if let first = result.first, first == "." || first == "-" || first == " " {
            result.replaceSubrange(...result.startIndex, with: "_")
        }
        if result.hasSuffix(" ") { result.replaceSubrange(result.index(before: result.endIndex)..., with: "_") }
        guard result.utf8.count > limit else { return result }
        let hash = RunIdentity.hash([Setting("name", .string(whole))]).prefix(8)
        while result.utf8.count + 1 + hash.count > limit { result.removeLast() }
        return "\(result)-\(hash)"
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || " -_.=,+@%".contains(character)
    }
}
