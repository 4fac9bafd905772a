import Experiment

/// A value for a dotted path, as `grid`, `zip`, `exclude` and `--set` write it: `optimizer.sgd.momentum: 0.9`.
struct Assignment {
    var key: YAMLNode.Key
    /// `["optimizer", "sgd", "momentum"]`
    var path: [String]
    var value: YAMLNode
    /// The key cut at its dots, each part with its own place.
    private let parts: [YAMLNode.Key]
    /// The same written as a run writes it: `{optimizer: {sgd: {momentum: 0.9}}}`, short forms written out.
    var settings: YAMLNode

    /// - Returns: nil, reported, where the key is no path.
    init?(_ key: YAMLNode.Key, value: YAMLNode, reportingTo diagnostics: DiagnosticCollector) {
        guard let parts = Self.components(of: key) else {
            diagnostics.report("'\(Quote.short(key.text))' is no path of keys", at: key.location)
            return nil
        }
        self.init(key, parts: parts, value: value)
    }

    private init(_ key: YAMLNode.Key, parts: [YAMLNode.Key], value: YAMLNode) {
        self.key = key
        self.path = parts.map(\.text)
        self.value = value
        self.parts = parts
        settings = ShortForms.expanded(
            parts.reversed().reduce(value) { inner, part in
                YAMLNode(.mapping([YAMLNode.Entry(key: part, value: inner)]), at: inner.location)
            })
    }

    /// The same path with another value.
    func with(value: YAMLNode) -> Assignment { Assignment(key, parts: parts, value: value) }

    /// Reports what is wrong with it on its own, whatever it will be merged with.
    func check(in context: DecodingContext) { _ = RunDecoder(context: context).configuration(from: settings) }

    /// The key cut at its dots, each part with its own place where the key is written without quotes.
    private static func components(of key: YAMLNode.Key) -> [YAMLNode.Key]? {
        let parts = key.text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }), parts.count <= YAMLComposer.depthLimit else { return nil }
        let isPlain = key.location.length == key.text.unicodeScalars.count
        var offset = 0
        return parts.map { part in
            var location = key.location
            let length = part.unicodeScalars.count
            if isPlain {
                location.column += offset
                location.length = length
            }
            offset += length + 1
            return YAMLNode.Key(text: String(part), location: location, style: key.style)
        }
    }
}

extension [Assignment] {
    /// In the order in which they are merged: a whole (`optimizer`) before its part (`optimizer.sgd.momentum`), and
    /// which data set before where it lies, whatever the order in which they are written. Of one key the last one wins.
    var inTurn: [Assignment] {
        enumerated().sorted { ($0.element.turn, $0.offset) < ($1.element.turn, $1.offset) }.map(\.element)
    }

    /// Puts all of them, each over those before it, over a run's settings. They come together first: what one of them
    /// says may depend on another, as other files with `classes` of their own take over no names. The top level keeps
    /// its place, the run's own; a mapping below it takes that of what was merged into it.
    func merged(over base: YAMLNode) -> YAMLNode {
        let none = YAMLNode(.mapping([]), at: base.location)
        let merged = Merging.merge(reduce(none) { Merging.merge($1.settings, over: $0) }, over: base)
        return YAMLNode(merged.content, at: base.location)
    }
}

extension Assignment {
    fileprivate var turn: Int { 2 * path.count + (path == ["dataset", "path"] ? 1 : 0) }
}
