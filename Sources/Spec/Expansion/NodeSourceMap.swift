import Experiment

/// Places of a run's settings, from the merged nodes that the run was decoded from.
struct NodeSourceMap: SourceMap {
    let settings: YAMLNode

    func location(of path: String) -> SourceLocation? { nearest(to: path).node.location }

    func isWritten(_ path: String) -> Bool { nearest(to: path).isWhole }

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
