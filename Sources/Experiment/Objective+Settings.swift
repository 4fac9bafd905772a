extension Objective {
    package var settings: SettingValue {
        .mapping([Setting("metric", .string(metric.rawValue)), Setting("at", .string(moment.rawValue))])
    }
}
