extension TrainingSpan {
    package var settings: SettingValue {
        switch self {
        case .epochs(let epochs): .number(epochs)
        case .steps(let steps): .mapping([Setting("steps", .integer(steps))])
        }
    }
}

extension ScheduleSpec {
    package var settings: SettingValue {
        let (key, entries) = kind.settings
        var all = entries
        if let warmup {
            all.append(
                Setting(
                    "linear_warmup",
                    .mapping([
                        Setting("length", warmup.length.settings), Setting("start_factor", .number(warmup.startFactor)),
                    ])))
        }
        return all.isEmpty ? .string(key) : .mapping([Setting(key, .mapping(all))])
    }
}

extension ScheduleSpec.Kind {
    fileprivate var settings: (name: String, entries: [Setting]) {
        switch self {
        case .constant: ("constant", [])
        case .step(let every, let gamma):
            ("step", [Setting("every", every.settings), Setting("gamma", .number(gamma))])
        case .multiStep(let milestones, let gamma):
            (
                "multi_step",
                [Setting("milestones", .list(milestones.map(\.settings))), Setting("gamma", .number(gamma))]
            )
        case .exponential(let gamma): ("exponential", [Setting("gamma", .number(gamma))])
        case .cosine(let minimum): ("cosine", [Setting("min", .number(minimum))])
        case .cyclical(let cyclical): ("cyclical", cyclical.entries)
        case .oneCycle(let oneCycle): ("one_cycle", oneCycle.entries)
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
