package import Experiment

/// The results of range tests as one JSON document, for `xrun find --format json`.
package enum RangeTestDocument {
    package static func json(_ found: [(use: RangeTestUse, outcome: RangeTestOutcome)]) -> String {
        let tests = found.map { use, outcome in
            var fields = JSONFields()
            fields.add("key", use.test.key)
            fields.add("groups", .list(use.groups.map(SettingValue.string)))
            fields.add("settings", use.test.settings.settings)
            fields.add("seed", use.test.seed)
            outcome.add(to: &fields)
            return fields.object
        }
        var document = JSONFields()
        document.add("range_tests", .list(tests))
        return JSONText.document(document.object)
    }
}
