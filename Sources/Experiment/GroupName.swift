/// What a run's name tells of its group.
package enum GroupName {
    /// Of runs whose entry sets nothing; where it repeats seeds, the seed alone is a run's name.
    package static let unvaried = "base"

    /// The group that a run's own entry gives it. The plan's is another one where it joins runs of the same settings.
    package static func own(of run: String, seed: UInt64) -> String {
        let ending = "seed=\(seed)"
        if run == ending { return unvaried }
        return run.hasSuffix("," + ending) ? String(run.dropLast(ending.count + 1)) : run
    }

    /// `seed=7` of `a,seed=7`; nil where a name does not end like that. No given one may: `own` would take it for a
    /// repeated run's.
    package static func seedEnding(of name: String) -> Substring? {
        guard let last = name.split(separator: ",", omittingEmptySubsequences: false).last, last.hasPrefix("seed=")
        else { return nil }
        let digits = last.dropFirst("seed=".count)
        return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber } ? last : nil
    }
}
