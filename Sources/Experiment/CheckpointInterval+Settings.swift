extension CheckpointInterval {
    package var settings: SettingValue {
        switch self {
        case .validation: .string("validation")
        case .span(let span): span.settings
        case .seconds(let seconds): .mapping([Setting("seconds", .number(seconds))])
        }
    }
}
