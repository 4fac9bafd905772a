/// A file that should be the record of a folder's item and is not, or is not readable as such.
package struct DamagedRecord: Hashable, Sendable {
    package enum Fault: Hashable, Sendable {
        case unreadable
        /// It is another item's.
        case misplaced
    }

    /// The folder that it stands in, relative to the experiment's.
    package var folder: String
    /// The file's.
    package var path: String
    package var fault = Fault.unreadable

    /// Why nothing is known of an item in whose folder it stands in place of a record.
    var reason: String {
        switch fault {
        case .unreadable: "its record is damaged, or of another version of xrun"
        case .misplaced: "the record in its folder is another item's"
        }
    }

    /// The file and what is wrong with it.
    package var message: String {
        switch fault {
        case .unreadable: "\(path) is damaged, or of another version of xrun"
        case .misplaced: "\(path) stands under another name than its own"
        }
    }
}
