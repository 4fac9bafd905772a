/// What an item of the plan is called, and where its folder is.
package enum PlanItemID: Hashable, Sendable {
    case run(name: String)
    case rangeTest(key: String)

    /// The item of which `folder` is the folder.
    package init(_ folder: String) {
        if folder.hasPrefix(Self.rangeTests) {
            self = .rangeTest(key: String(folder.dropFirst(Self.rangeTests.count)))
        } else {
            self = .run(name: folder)
        }
    }

    /// Relative to the experiment's: the run's name, or `finder/<key>`.
    package var folder: String {
        switch self {
        case .run(let name): name
        case .rangeTest(let key): Self.rangeTests + key
        }
    }

    private static let rangeTests = FolderEntry.rangeTests.rawValue + "/"
}

extension PlanItemID: CustomStringConvertible {
    package var description: String { folder }
}
