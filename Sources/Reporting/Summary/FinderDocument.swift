package import Experiment

/// The results of range tests as one JSON document, for `xrun find --format json`.
package enum FinderDocument {
    /// - Parameter found: `groups` are the kinds of runs that it serves.
    package static func json(
        _ found: [(test: PlannedRangeTest, groups: [String], outcome: RangeTestOutcome)]
    ) -> String {
        let tests = found.map { test, groups, outcome in
            var fields = JSONFields()
            fields.add("key", test.key)
            fields.add("groups", .list(groups.map(SettingValue.string)))
            fields.add("settings", test.settings.settings)
            fields.add("seed", test.seed)
            outcome.add(to: &fields)
            return fields.object
        }
        var document = JSONFields()
        document.add("range_tests", .list(tests))
        return JSONText.document(document.object)
    }
}
