extension FinderSettings {
    package var settings: SettingValue {
        .mapping([
            Setting("min", .number(minimum)), Setting("max", .number(maximum)),
            Setting("steps", .integer(steps)), Setting("mode", .string(mode.rawValue)),
            Setting("suggestion", .string(suggestion.rawValue)), Setting("smoothing", .number(smoothing)),
            Setting("stop_factor", .number(stopFactor)), Setting("skip_begin", .integer(skipBegin)),
            Setting("skip_end", .integer(skipEnd)), Setting("metric", .string(metric.rawValue)),
            Setting("repeats", .integer(repeats)), Setting("budget", .number(budget)),
        ])
    }
}
