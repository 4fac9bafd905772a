/// A file that should be a record and is not readable as such: what it told of is not known.
package struct DamagedRecord: Hashable, Sendable {
    /// The folder that it stands in, relative to the experiment's.
    package var folder: String
    /// The file's.
    package var path: String
}
