import Experiment

/// What decides which samples a run is validated on, of runs with the same data.
struct ValidationSet: Hashable {
    private let count: Int
    private let splitSeed: SettingValue?

    private init(_ record: RunRecord) {
        count = record.dataset.validationCount
        splitSeed = record.run.configuration[path: ["dataset", "split_seed"]]
    }

    /// A sentence where a difference may be one of the data; nil where all have the same. A checksum is also that of what
    /// runs are not validated on.
    static func remark(on records: [RunRecord]) -> String? {
        let difference: String? =
            if Set(records.map { ValidationSet($0) }).count > 1 {
                "Not all of these runs are validated on the same samples"
            } else if Set(records.map(\.dataset.checksum)).count > 1 {
                "The data sets of these runs do not all have the same checksum"
            } else {
                nil
            }
        return difference.map { "\($0): a difference may be one of the data." }
    }
}
