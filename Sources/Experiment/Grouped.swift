extension Sequence {
    /// The elements of each key together, in the order in which the keys first appear.
    package func grouped<Key: Hashable>(by key: (Element) -> Key) -> [(key: Key, elements: [Element])] {
        var groups: [(key: Key, elements: [Element])] = []
        var places: [Key: Int] = [:]
        for element in self {
            let own = key(element)
            if let place = places[own] {
                groups[place].elements.append(element)
            } else {
                places[own] = groups.count
                groups.append((own, [element]))
            }
        }
        return groups
    }
}
