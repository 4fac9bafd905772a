import Experiment

/// Names of items in less room than they take, such that no two of a list read alike.
package enum RunLabels {
    /// The first way that tells them apart: the names; the short names; these cut in the middle; cut behind what they
    /// have in common; numbered.
    /// - Parameter short: the names where there is little room (`ShortName`).
    /// - Returns: labels of at most `width` columns.
    package static func fitted(_ names: [String], short: [String], to width: Int) -> [String] {
        told(names, short: short, to: width) ?? short.enumerated().map { "\($0 + 1) \($1)".clipped(to: width) }
    }

    /// The same without numbers; nil where only these tell the names apart.
    static func told(_ names: [String], short: [String], to width: Int) -> [String]? {
        let ways = [names, short].filter { $0.allSatisfy { $0.displayWidth <= width } } + [short, behindCommon(short)]
        for way in ways {
            let labels = way.map { $0.displayWidth > width ? $0.fitted(to: width) : $0 }
            if Set(labels).count == Set(names).count { return labels }
        }
        return nil
    }

    private static func behindCommon(_ names: [String]) -> [String] {
        guard let first = names.first else { return names }
        let common = names.reduce(first) { $0.commonPrefix(with: $1) }.count
        return common > 1 ? names.map { "…" + $0.dropFirst(common) } : names
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
