extension LearningRateSpec {
    package var settings: SettingValue {
        switch self {
        case .fixed(let rate): .number(rate)
        case .auto(let settings): .mapping([Setting("auto", settings.settings)])
        }
    }
}
