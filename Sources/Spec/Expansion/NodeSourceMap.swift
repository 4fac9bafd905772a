import Experiment

/// Places of a run's settings, from the merged nodes that the run was decoded from, and of its name.
struct NodeSourceMap: SourceMap {
    let settings: YAMLNode
    /// `name:` of the run's entry, which is no setting.
    let name: SourceLocation?

    func location(of path: String) -> SourceLocation? {
        path == "name" ? name : nearest(to: path).node.location
    }

    func isWritten(_ path: String) -> Bool { path == "name" ? name != nil : nearest(to: path).isWhole }

    /// The node at `path`, or the last one on the way to it.
    private func nearest(to path: String) -> (node: YAMLNode, isWhole: Bool) {
        var node = settings
        for part in path.split(separator: ".") {
            guard let child = child(String(part), of: node) else { return (node, false) }
            node = child
        }
        return (node, true)
    }

    private func child(_ part: String, of node: YAMLNode) -> YAMLNode? {
        switch node.content {
        case .mapping: return node[part]
        case .sequence(let items):
            guard let index = Int(part), items.indices.contains(index) else { return nil }
            return items[index]
        case .scalar, .invalid: return nil
        }
    }
}
