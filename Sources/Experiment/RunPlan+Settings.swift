/// What the plan and the records write alike.
extension Objective {
    package var settings: SettingValue {
        .mapping([Setting("metric", .string(metric.rawValue)), Setting("at", .string(moment.rawValue))])
    }
}

extension Workload {
    package var settings: SettingValue {
        .mapping([
            Setting("parameters", .integer(parameterCount)),
            Setting("steps_per_epoch", .integer(stepsPerEpoch)),
            Setting("steps", .integer(steps)),
            Setting("training_samples", .integer(trainingSamples)),
            Setting("evaluation_samples", .integer(evaluationSamples)),
        ])
    }
}
