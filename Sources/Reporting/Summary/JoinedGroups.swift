import Experiment

/// The groups of several experiments, those of one configuration as one: seeds that were split over two folders, as two
/// machines train them, are seeds of one group, and no rivals. Within one experiment the plan has joined them.
struct JoinedGroups: Sendable {
    struct Entry: Sendable {
        /// The places of what it is made of among the groups; never empty, in their order.
        fileprivate(set) var members: [Int]
        fileprivate(set) var group: RunGroup
        /// Nil where it is not known.
        fileprivate let configuration: GroupConfiguration?
        /// Of its rates (`Report.groupsWithRateOrigins`), of each member.
        fileprivate let origin: String?
    }

    /// In the order of their first members. A group whose runs another one has all, with what they came to, stands by
    /// itself: it adds nothing.
    let entries: [Entry]

    /// - Parameter found: the groups, with the origins of their rates (`Report.groupsWithRateOrigins`).
    init(_ found: [(group: RunGroup, origin: String?)]) {
        let groups = found.map(\.group)
        var entries: [Entry] = []
        // Places of the entries, by configuration.
        var known: [GroupConfiguration: [Int]] = [:]
        for index in RunGroup.fullestFirst(groups) {
            let (group, origin) = found[index]
            let configuration = GroupConfiguration(group)
            let places = configuration.flatMap { known[$0] } ?? []
            let isCovered = places.contains { entries[$0].group.covers(group) }
            if !isCovered, let place = places.first(where: { entries[$0].canJoin(group, origin) }) {
                let members = (entries[place].members + [index]).sorted()
                entries[place].members = members
                entries[place].group = .joining(members.map { groups[$0] })
            } else {
                if let configuration { known[configuration, default: []].append(entries.count) }
                entries.append(Entry(members: [index], group: group, configuration: configuration, origin: origin))
            }
        }
        self.entries = entries.sorted { ($0.members.first ?? 0) < ($1.members.first ?? 0) }
    }

    /// Those of entries to the first one of their configuration, where no group can be made of both.
    var relations: [GroupRelation] {
        var relations: [GroupRelation] = []
        for (configuration, places) in entries.indices.grouped(by: { entries[$0].configuration }) {
            guard configuration != nil, let first = places.first else { continue }
            for place in places.dropFirst() {
                guard let kind = entries[place].relation(to: entries[first]) else { continue }
                relations.append(GroupRelation(group: place, other: first, kind: kind))
            }
        }
        return relations
    }
}

extension JoinedGroups.Entry {
    /// Whether its runs and those of `other`, which has the same configuration, are a group's.
    fileprivate func canJoin(_ other: RunGroup, _ otherOrigin: String?) -> Bool {
        group.agrees(with: other) && !group.hasOtherRuns(than: other) && sharesRates(with: other, otherOrigin)
    }

    /// What keeps it from being a group with `other`, which has the same configuration; nil where that is neither their
    /// runs nor their rates.
    fileprivate func relation(to other: Self) -> GroupRelation.Kind? {
        if group.hasOtherRuns(than: other.group) { return .otherRuns }
        return sharesRates(with: other.group, other.origin) ? nil : .otherRates
    }

    /// Whether range tests of one kind found the rates of both; runs that both have waited for the same one.
    private func sharesRates(with other: RunGroup, _ otherOrigin: String?) -> Bool {
        origin == otherOrigin || !group.identities.isDisjoint(with: other.identities)
    }
}

/// What decides the numbers of a group's runs but their seed, the data included, as records tell it.
private struct GroupConfiguration: Hashable, Sendable {
    private let settings: Set<Setting>
    private let checksum: String

    /// Nil where no run has begun: nothing is known of the data then.
    init?(_ group: RunGroup) {
        guard let run = group.rows.first?.run, let dataset = group.dataset else { return nil }
        checksum = dataset.checksum
        let hasUnusedRate = run.configuration.hasUnusedRate
        settings = Set(
            run.configuration.decidingOnGivenData.filter { setting in
                setting.key != "seed" && !(hasUnusedRate && setting.topLevel == "learning_rate")
            })
    }
}

extension RunGroup {
    /// One group of these, which are of one configuration. A run that stands in several counts once, by the copy that
    /// has come furthest.
    /// - Parameter groups: at least one.
    fileprivate static func joining(_ groups: [RunGroup]) -> RunGroup {
        let rows = groups.flatMap(\.rows).grouped(by: \.run.identity).compactMap { _, copies in
            copies.max { $0.state.progress < $1.state.progress }
        }
        return RunGroup(name: WordList.text(groups.map(\.name).uniqued()), rows: rows)
    }

    /// Whether all runs of `other` are among its own, and have come as far as there.
    fileprivate func covers(_ other: RunGroup) -> Bool {
        let progress = Dictionary(rows.map { ($0.run.identity, $0.state.progress) }, uniquingKeysWith: max)
        return other.rows.allSatisfy { row in
            row.state == .notSelected || progress[row.run.identity].map { $0 >= row.state.progress } ?? false
        }
    }

    /// Whether a seed of both stands for two runs. Of one configuration these are of versions of xrun that train to other
    /// numbers, or wait for range tests that differ.
    fileprivate func hasOtherRuns(than other: RunGroup) -> Bool {
        let others = Set(other.rows.map(\.run.identity))
        let common = Set(rows.filter { others.contains($0.run.identity) }.map(\.run.seed))
        return Set(rows.map(\.run.seed)).intersection(other.rows.map(\.run.seed)) != common
    }
}
