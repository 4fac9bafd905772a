extension TrainingSpan {
    package var settings: SettingValue {
        switch self {
        case .epochs(let epochs): .number(epochs)
        case .steps(let steps): .mapping([Setting("steps", .integer(steps))])
        }
    }
}
