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

    /// Bytes of a group, unless more stand behind a long name: as many as a name of the user's has at most.
    private static let byteLimit = 100
    /// Of what is behind a name that the user gave, which has at most 100 and is never cut: with the longest seed a
    /// name stays below 170, far from the 255 of file systems.
    private static let byteLimitBehindName = 40

    init(_ run: RunSpec) {
        // A name given to an entry stands for what the entry sets; its grid still has to tell its runs apart.
        let namesSettings = run.givenName == nil || run.comesFromGrid
        let settings = namesSettings ? run.varied.filter { $0.key != Self.seedPath } : []
        let setsSeed = namesSettings && run.varied.contains { $0.key == Self.seedPath }
        // No file gives a name that a folder cannot have (`FolderName`).
        let given = run.givenName.map { [$0] } ?? []
        // A comma follows a name.
        let room = given.first.map { max(Self.byteLimit - $0.utf8.count, Self.byteLimitBehindName) - 1 }
        let parts = given + Self.fitted(Self.pieces(settings), to: room ?? Self.byteLimit)
        let group = parts.isEmpty ? GroupName.unvaried : Self.folder(parts.joined(separator: ","))
        let seed = run.repeatsSeeds || setsSeed ? "seed=\(run.configuration.seed)" : nil
        self.group = group
        guard let seed else {
            full = group
            return
        }
        full = parts.isEmpty ? seed : "\(group),\(seed)"
    }

    private static let seedPath = "seed"

    /// A setting as a name tells it: `momentum=0.9`.
    private struct Piece: Hashable {
        var key: String
        var value: String

        var text: String { "\(key)=\(value)" }
        var plainText: String { String(text.map { RunName.isPlain($0) ? $0 : "_" }) }

        /// Bytes of the shortest form: the key and a hash of the value, unless that is one number or one word, of which a
        /// part would look like another.
        var leastLength: Int {
            let isShort = value.utf8.count <= RunName.longestNumber && !value.contains("+")
            return isShort ? plainText.utf8.count : key.utf8.count + 1 + RunName.hashLength
        }

        /// As much of the value as `limit` bytes have room for, of a list whole items, and a hash of all of it.
        func cut(to limit: Int) -> String {
            let hash = RunName.shortHash(of: text)
            let whole = plainText
            var start = whole[...]
            while start.utf8.count + 1 + hash.utf8.count > limit, !start.isEmpty { start.removeLast() }
            // Back to the last item's end, unless this is one.
            if value.contains("+"), !whole.dropFirst(start.count).hasPrefix("+") {
                start = start.lastIndex(of: "+").map { start[..<$0] } ?? ""
            }
            let head = "\(key)="
            return start.utf8.count > head.utf8.count ? "\(start)-\(hash)" : head + hash
        }
    }

    /// The pieces' texts, in at most `limit` bytes with the commas between them where that can be. Long values give way,
    /// which are layers or a path, so that a name tells every setting, and one model has the same hash beside all others;
    /// where that is not enough, the last settings.
    private static func fitted(_ pieces: [Piece], to limit: Int) -> [String] {
        var texts = pieces.map(\.plainText)
        let longestFirst = pieces.indices.sorted { (texts[$1].utf8.count, $0) < (texts[$0].utf8.count, $1) }
        for index in longestFirst where texts[index].utf8.count > pieces[index].leastLength {
            let excess = length(of: texts) - limit
            guard excess > 0 else { break }
            let room = texts[index].utf8.count - excess
            texts[index] = pieces[index].cut(to: max(room, pieces[index].leastLength))
        }
        guard !texts.isEmpty, length(of: texts) > limit else { return texts }
        while !texts.isEmpty, length(of: texts) + 1 + hashLength > limit { texts.removeLast() }
        let rest = pieces[texts.count...].map(\.text).joined(separator: ",")
        return texts + [shortHash(of: rest)]
    }

    /// In bytes, with the commas between them.
    private static func length(of texts: [String]) -> Int { texts.reduce(texts.count - 1) { $0 + $1.utf8.count } }

    /// `optimizer.sgd.momentum: 0.9` gives `optimizer=sgd` and `momentum=0.9`: a setting inside a variant says which
    /// variant, once, and keeps as much of its path as tells it from the run's other settings.
    private static func pieces(_ settings: [Setting]) -> [Piece] {
        let paths = settings.map { $0.key.split(separator: ".") }
        var pieces: [Piece] = []
        for (index, path) in paths.enumerated() {
            guard let head = path.first else { continue }
            let isEmptyVariant = path.count == 2 && settings[index].value == .mapping([])
            if path.count > 2 || isEmptyVariant {
                let variant = Piece(key: String(head), value: String(path[1]))
                if !pieces.contains(variant) { pieces.append(variant) }
            }
            if !isEmptyVariant {
                let key = shortestSuffix(of: path, amongOthersOf: paths, at: index)
                pieces.append(Piece(key: key, value: text(settings[index].value)))
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
        case .mapping(let entries): entries.map(layer).joined(separator: "+")
        }
    }

    /// Settings that every layer of the kind has stand without their keys, which tell the others apart:
    /// `conv2d-6-5-padding-2`.
    private static func layer(_ layer: Setting) -> String {
        let required = LayerName(rawValue: layer.key)?.requiredSettings ?? []
        let parts = layer.value.leaves().flatMap { leaf in
            leaf.key.isEmpty || required.contains(leaf.key) ? [text(leaf.value)] : [leaf.key, text(leaf.value)]
        }
        return ([layer.key] + parts.filter { !$0.isEmpty }).joined(separator: "-")
    }

    /// `text` as a folder's name: with a space at its end, as a path may have it, it would differ from another in
    /// nothing visible.
    private static func folder(_ text: String) -> String { text.hasSuffix(" ") ? "\(text.dropLast())_" : text }

    /// Bytes of the longest number: `-2.2250738585072014e-308`. No word of the language is longer.
    private static let longestNumber = 24

    /// Hexadecimal digits: two of a thousand names share a hash with a chance of 1 in 8,600.
    private static let hashLength = 8

    /// Stands behind what is cut, and tells it from all that begins like it.
    private static func shortHash(of text: String) -> String {
        String(RunIdentity.hash([Setting("name", .string(text))]).prefix(hashLength))
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || " -_.=,+@%".contains(character)
    }
}
