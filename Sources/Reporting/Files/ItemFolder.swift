import Experiment
import TensorBoard

/// Where an item's files belong, below the experiment's folder.
enum ItemFolder {
    /// The item's path below the experiment's folder.
    /// - Throws: for a name that leads anywhere else.
    static func path(of item: PlanItemID) throws(ReportingError) -> String {
        switch item {
        case .run(let name):
            try check(name)
            if FolderEntry.isReserved(name) { throw .unusableName(name, reason: "xrun keeps it for itself") }
        case .rangeTest(let key): try check(key)
        }
        return item.folder
    }

    /// Whether the folder holds nothing but what an item writes before its first checkpoint: no weights, and nothing of
    /// the user's own.
    static func isWithoutWeights(_ folder: String) -> Bool {
        guard FileStatus(of: folder)?.isFolder == true, let names = try? FileAccess.names(in: folder) else {
            return false
        }
        let records = [RunRecord.fileName, RangeTestRecord.fileName, MetricsFile.name]
        return names.allSatisfy {
            records.contains($0) || $0.hasPrefix(EventFileName.prefix) || AtomicFile.isTemporary($0)
        }
    }

    /// Whether `name` names exactly one thing inside a folder.
    static func check(_ name: String) throws(ReportingError) {
        func refuse(_ reason: String) -> ReportingError { .unusableName(name, reason: reason) }
        if name.isEmpty { throw refuse("it is empty") }
        if name.hasPrefix(".") { throw refuse("it begins with a dot") }
        if name.utf8.count > 200 { throw refuse("it is longer than 200 bytes") }
        if name.unicodeScalars.contains(where: { $0 == "/" || $0.value < 0x20 || $0.value == 0x7F }) {
            throw refuse("it contains a slash or a control character")
        }
    }
}
