/// What a group of several experiments has to do with another one; both are known by their places.
struct GroupRelation: Hashable, Sendable {
    /// In the order in which they are told.
    enum Kind: Int, Sendable {
        /// Its runs are all among those of the other one, with the same results. That one is compared in their place.
        case sameRuns
        /// It has the same configuration, and other runs of the seeds of both.
        case otherRuns
        /// It has the same configuration, other seeds, and rates of range tests that differ.
        case otherRates
        /// Runs of both have other results here than there. One of the two was damaged, or trained elsewhere. Both are
        /// compared.
        case otherNumbers
    }

    var group: Int
    var other: Int
    var kind: Kind
}
