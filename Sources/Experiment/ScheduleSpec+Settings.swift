extension ScheduleSpec {
    package var settings: SettingValue {
        let key = kind.name.rawValue
        var entries = kind.entries
        if let warmup { entries.append(Setting("linear_warmup", warmup.settings)) }
        return entries.isEmpty ? .string(key) : .mapping([Setting(key, .mapping(entries))])
    }
}

/// The schedules as the file names them.
package enum ScheduleName: String, CaseIterable, Sendable {
    case constant, step
    case multiStep = "multi_step"
    case exponential, cosine, cyclical
    case oneCycle = "one_cycle"

    /// With its defaults. What has none is here what no file can give.
    package var usual: ScheduleSpec.Kind {
        switch self {
        case .constant: .constant
        case .step: .step(every: .epochs(0))
        case .multiStep: .multiStep(milestones: [])
        case .exponential: .exponential(gamma: 0)
        case .cosine: .cosine()
        // Its step size is derived from the epochs, which may differ.
        case .cyclical: .cyclical(ScheduleSpec.Cyclical(stepSize: .steps(0)))
        case .oneCycle: .oneCycle(ScheduleSpec.OneCycle())
        }
    }
}

extension ScheduleSpec.Kind {
    /// The name in the experiment language.
    package var name: ScheduleName {
        switch self {
        case .constant: .constant
        case .step: .step
        case .multiStep: .multiStep
        case .exponential: .exponential
        case .cosine: .cosine
        case .cyclical: .cyclical
        case .oneCycle: .oneCycle
        }
    }

    fileprivate var entries: [Setting] {
        switch self {
        case .constant: []
        case .step(let every, let gamma): [Setting("every", every.settings), Setting("gamma", .number(gamma))]
        case .multiStep(let milestones, let gamma):
            [Setting("milestones", .list(milestones.map(\.settings))), Setting("gamma", .number(gamma))]
        case .exponential(let gamma): [Setting("gamma", .number(gamma))]
        case .cosine(let minimum): [Setting("min", .number(minimum))]
        case .cyclical(let cyclical): cyclical.entries
        case .oneCycle(let oneCycle): oneCycle.entries
        }
    }
}

extension ScheduleSpec.Cyclical {
    fileprivate var entries: [Setting] {
        var entries = [Setting("policy", .string(policy.rawValue))]
        if let minimum { entries.append(Setting("min", .number(minimum))) }
        if let maximum { entries.append(Setting("max", .number(maximum))) }
        entries += [Setting("step_size", stepSize.settings), Setting("gamma", .number(gamma))]
        return entries + (momentum?.entries ?? [])
    }
}

extension ScheduleSpec.OneCycle {
    fileprivate var entries: [Setting] {
        var entries: [Setting] = []
        if let maximum { entries.append(Setting("max", .number(maximum))) }
        entries += [
            Setting("rise_fraction", .number(riseFraction)), Setting("anneal", .string(anneal.rawValue)),
            Setting("start_divisor", .number(startDivisor)), Setting("end_divisor", .number(endDivisor)),
            Setting("three_phase", .bool(threePhase)),
        ]
        return entries + (momentum?.entries ?? [])
    }
}

extension ScheduleSpec.Warmup {
    fileprivate var settings: SettingValue {
        .mapping([Setting("length", length.settings), Setting("start_factor", .number(startFactor))])
    }
}
