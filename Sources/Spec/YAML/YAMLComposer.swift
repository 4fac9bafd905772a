import Experiment

/// Builds located nodes from libyaml's events: resolves scalars, aliases and merge keys, and keeps every limit.
struct YAMLComposer: ~Copyable {
    /// Nesting at which no experiment makes sense, after aliases are expanded. libyaml's time grows with its square, and a
    /// level takes about 2.7 KB of the stack, which `ulimit -s` may keep small.
    static let depthLimit = 50
    /// Keys, values, lists and mappings after aliases are expanded. Ten thousand runs of ten keys have 210 000.
    static let nodeLimit = 250_000

    private enum Anchored {
        /// Its node is still being read: an alias to it here would contain itself.
        case open
        case done(YAMLNode)
    }

    private let source: SourceText
    /// Behind the last thing that the text says.
    private let end: SourceLocation
    private let diagnostics: DiagnosticCollector
    private var parser: YAMLEventParser
    private var anchors: [String: Anchored] = [:]
    /// With how many anchors aliases to none may still be compared: a file may have ten thousands of both.
    private var comparisonsLeft = 10_000
    private var nodeCount = 0

    /// The text's one document; nil where it has none, or no structure (which is then reported).
    static func compose(_ source: SourceText, reportingTo diagnostics: DiagnosticCollector) -> YAMLNode? {
        let end: SourceLocation
        do {
            end = try source.checkCharacters()
        } catch {
            diagnostics.report(error)
            return nil
        }
        guard let parser = YAMLEventParser(source.bytes) else {
            diagnostics.report("out of memory", at: nil)
            return nil
        }
        var composer = YAMLComposer(source: source, end: end, diagnostics: diagnostics, parser: parser)
        do {
            return try composer.document()
        } catch {
            diagnostics.report(error)
            return nil
        }
    }

    private init(
        source: SourceText, end: SourceLocation, diagnostics: DiagnosticCollector, parser: consuming YAMLEventParser
    ) {
        self.source = source
        self.end = end
        self.diagnostics = diagnostics
        self.parser = parser
    }

    private mutating func document() throws(Diagnostic) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case .documentStart:
                if root != nil { throw stop("a second document begins here; one file is one experiment", event) }
            case .streamEnd: return root
            case .documentEnd: break
            case .alias, .scalar, .sequenceStart, .mappingStart, .sequenceEnd, .mappingEnd:
                root = try node(event, depth: 1)
            }
        }
    }

    // MARK: Nodes

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Diagnostic) -> YAMLNode {
        try checkDepth(depth, event)
        switch event.kind {
        case .alias(let name): return try alias(name, event, depth: depth)
        case .scalar(let text, let isPlain, let properties):
            try count(1, event)
            let node = scalar(text, isPlain: isPlain, tag: properties.tag, at: location(event))
            if let anchor = properties.anchor { anchors[anchor] = .done(node) }
            return node
        case .sequenceStart(let properties):
            try count(1, event)
            if let anchor = properties.anchor { anchors[anchor] = .open }
            let node = try sequence(event, tag: properties.tag, depth: depth)
            if let anchor = properties.anchor { anchors[anchor] = .done(node) }
            return node
        case .mappingStart(let properties):
            try count(1, event)
            if let anchor = properties.anchor { anchors[anchor] = .open }
            let node = try mapping(event, tag: properties.tag, depth: depth)
            if let anchor = properties.anchor { anchors[anchor] = .done(node) }
            return node
        case .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd:
            throw stop("a value is missing here", event)
        }
    }

    private mutating func alias(_ name: String, _ event: YAMLEvent, depth: Int) throws(Diagnostic) -> YAMLNode {
        let place = location(event)
        switch anchors[name] {
        case .done(let node):
            try checkDepth(depth - 1 + node.depth, event)
            try count(node.expandedCount, event)
            return node
        case .open:
            diagnostics.report("'*\(Quote.short(name))' stands inside the value that it repeats", at: place)
        case nil:
            let near = nearestAnchor(to: name)
            diagnostics.report(
                "no '&\(Quote.short(name))' before this alias", at: place, suggestion: near.map { "*\($0)" })
        }
        try count(1, event)
        return YAMLNode(.invalid, at: place)
    }

    private mutating func nearestAnchor(to name: String) -> String? {
        comparisonsLeft -= anchors.count
        return comparisonsLeft >= 0 ? Suggestion.nearest(to: name, among: anchors.keys.sorted()) : nil
    }

    private func scalar(_ text: String, isPlain: Bool, tag: String?, at place: SourceLocation) -> YAMLNode {
        guard let tag else {
            return isPlain
                ? scalar(CoreSchema.resolve(plain: text), from: text, .plain, at: place)
                : scalar(.string(text), from: text, .quoted, at: place)
        }
        if tag == "!" { return scalar(.string(text), from: text, .tagged, at: place) }
        guard let known = CoreSchema.Tag(rawValue: tag) else { return unknownTag(tag, at: place) }
        guard let value = CoreSchema.resolve(text, as: known) else {
            diagnostics.report("'\(Quote.short(text))' is no \(known.short)", at: place)
            return YAMLNode(.invalid, at: place)
        }
        return scalar(value, from: text, .tagged, at: place)
    }

    private func scalar(
        _ value: SettingValue, from text: String, _ style: YAMLNode.Style, at place: SourceLocation
    ) -> YAMLNode {
        let textBeyondDouble = CoreSchema.isBeyondDouble(text, readAs: value) ? text : nil
        return YAMLNode(.scalar(value), at: place, style: style, textBeyondDouble: textBeyondDouble)
    }

    private mutating func sequence(_ start: YAMLEvent, tag: String?, depth: Int) throws(Diagnostic) -> YAMLNode {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                return collection(.sequence(items), tag: tag, expected: .sequence, from: start, to: event, first: nil)
            }
            items.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(_ start: YAMLEvent, tag: String?, depth: Int) throws(Diagnostic) -> YAMLNode {
        var builder = MappingBuilder()
        var first: SourceLocation?
        while true {
            let event = try next()
            if case .mappingEnd = event.kind {
                let entries = builder.finish()
                return collection(
                    .mapping(entries), tag: tag, expected: .mapping, from: start, to: event, first: first)
            }
            let place = location(event)
            first = first ?? place
            let key = try key(event, depth: depth + 1)
            let value = try valueNode(of: place, depth: depth + 1)
            switch key {
            case .name(let text, let style):
                builder.add(YAMLNode.Key(text: text, location: place, style: style), value, to: diagnostics)
            case .merge: builder.merge(value, at: place, to: diagnostics)
            case .invalid: break
            }
        }
    }

    private enum Key {
        case name(String, YAMLNode.Style)
        case merge
        case invalid
    }

    private mutating func key(_ event: YAMLEvent, depth: Int) throws(Diagnostic) -> Key {
        if case .scalar(let text, let isPlain, let properties) = event.kind, properties.tag == nil {
            let style = try node(event, depth: depth).style
            return isPlain && text == "<<" ? .merge : .name(text, style)
        }
        let node = try node(event, depth: depth)
        if case .scalar(.string(let text)) = node.content { return .name(text, node.style) }
        if case .invalid = node.content { return .invalid }
        diagnostics.report("a key is a name, not \(node.phrase)", at: node.location)
        return .invalid
    }

    /// A value that is not there at all is shown at its key: `epochs:`.
    private mutating func valueNode(of key: SourceLocation, depth: Int) throws(Diagnostic) -> YAMLNode {
        let event = try next()
        let value = try node(event, depth: depth)
        guard case .scalar(.null) = value.content, event.start == event.end else { return value }
        return YAMLNode(value.content, at: key)
    }

    private func collection(
        _ content: YAMLNode.Content, tag: String?, expected: CoreSchema.Tag, from start: YAMLEvent, to end: YAMLEvent,
        first: SourceLocation?
    ) -> YAMLNode {
        var place = location(start)
        if start.start.line == end.end.line, end.end.column > start.start.column {
            place.length = end.end.column - start.start.column  // flow style on one line
        } else if let first, first.line == place.line {
            place = first  // block style: its first key stands for it
        }
        guard let tag, tag != "!", tag != expected.rawValue else { return YAMLNode(content, at: place) }
        guard let known = CoreSchema.Tag(rawValue: tag) else { return unknownTag(tag, at: place) }
        diagnostics.report("\(YAMLNode(content, at: place).phrase) is no \(known.short)", at: place)
        return YAMLNode(.invalid, at: place)
    }

    private func unknownTag(_ tag: String, at place: SourceLocation) -> YAMLNode {
        diagnostics.report("unknown tag '\(Quote.short(CoreSchema.Tag.short(tag)))'", at: place)
        return YAMLNode(.invalid, at: place)
    }

    // MARK: Events, places, limits

    private mutating func next() throws(Diagnostic) -> YAMLEvent {
        do {
            return try parser.next()
        } catch {
            throw syntaxDiagnostic(error)
        }
    }

    private func syntaxDiagnostic(_ error: YAMLSyntaxError) -> Diagnostic {
        let place = place(of: error.mark)
        var notes: [Diagnostic.Note] = []
        if let context = error.context, self.place(of: context.mark) != place {
            notes.append(Diagnostic.Note(context.words, at: self.place(of: context.mark)))
        }
        switch error.problem {
        case "found character that cannot start any token":
            notes.append(Diagnostic.Note("tabs do not indent YAML; a text that begins with @, ` or % needs quotes"))
        case "mapping values are not allowed in this context":
            notes.append(Diagnostic.Note("is the line indented too far, or does a text with ': ' in it need quotes?"))
        case "could not find expected ':'":
            notes.append(Diagnostic.Note("a key is followed by a colon and a space: 'epochs: 3'"))
        default: break
        }
        return Diagnostic(error.problem, at: place, notes: notes)
    }

    /// libyaml puts what is missing at the end of the text on a line of its own; it is shown at the end instead.
    private func place(of mark: Mark) -> SourceLocation {
        let place = source.place(line: mark.line, column: mark.column)
        return (place.line, place.column) < (end.line, end.column) ? place : end
    }

    private func checkDepth(_ depth: Int, _ event: YAMLEvent) throws(Diagnostic) {
        guard depth <= Self.depthLimit else { throw stop("more than \(Self.depthLimit) levels of nesting", event) }
    }

    private mutating func count(_ nodes: Int, _ event: YAMLEvent) throws(Diagnostic) {
        nodeCount += nodes
        guard nodeCount <= Self.nodeLimit else {
            throw stop("more than \(Self.nodeLimit) keys and values, counting what aliases repeat", event)
        }
    }

    private func location(_ event: YAMLEvent) -> SourceLocation {
        let length = event.start.line == event.end.line ? event.end.column - event.start.column : 1
        return source.place(line: event.start.line, column: event.start.column, length: length)
    }

    /// What ends the work at once, as a syntax error does: a limit, or a second document.
    private func stop(_ message: String, _ event: YAMLEvent) -> Diagnostic {
        Diagnostic(message, at: location(event))
    }
}
