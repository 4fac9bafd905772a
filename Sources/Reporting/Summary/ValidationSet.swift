import Experiment

/// What decides which samples a run is validated on.
struct ValidationSet: Hashable {
    static let remark = "Not all of these runs are validated on the same samples: a difference may be one of the data."

    private let checksum: String
    private let count: Int
    private let splitSeed: SettingValue?

    private init(_ record: RunRecord) {
        checksum = record.dataset.checksum
        count = record.dataset.validationCount
        splitSeed = record.run.configuration[path: ["dataset", "split_seed"]]
    }

    static func differs(among records: [RunRecord]) -> Bool { Set(records.map { ValidationSet($0) }).count > 1 }
}
