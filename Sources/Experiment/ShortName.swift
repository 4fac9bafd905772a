/// A run's name where there is little room.
package enum ShortName {
    /// Of each `key=value` that stands for a setting of the run the value alone, because keys repeat: `1e-5,adam,7` of
    /// `learning_rate=1e-5,optimizer=adam,seed=7`. What the user called the run stays as it is.
    /// - Parameter settings: what the run's entry sets, by dotted path.
    package static func of(_ name: String, settings: [String]) -> String {
        let known = Set(settings.flatMap { keys(of: $0) } + ["seed"])
        return name.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let sign = part.firstIndex(of: "="), known.contains(String(part[..<sign])) else { return part }
            return part[part.index(after: sign)...]
        }.joined(separator: ",")
    }

    /// As which a name may hold a setting: `optimizer` (which says the variant), `momentum`, `sgd.momentum` and so on of
    /// `optimizer.sgd.momentum`.
    private static func keys(of path: String) -> [String] {
        let parts = path.split(separator: ".")
        return parts.prefix(1).map(String.init) + parts.indices.map { parts[$0...].joined(separator: ".") }
    }
}

extension PlanItem {
    /// Its name where there is little room.
    package var shortName: String {
        switch self {
        case .rangeTest: id.folder
        case .run(let run): ShortName.of(run.name, settings: run.varied.map(\.key))
        }
    }
}
