/// What the plan and the records write alike.
extension DatasetSummary {
    /// All but what one of the two tells alone: the folder, or the best constant guess.
    package var entries: [Setting] {
        [
            Setting("input", .list([input.channels, input.height, input.width].map { .integer($0) })),
            Setting("classes", .integer(classes)),
            Setting("training", .integer(trainingCount)),
            Setting("validation", .integer(validationCount)),
            Setting("test", .integer(testCount)),
            Setting("checksum", .string(checksum)),
        ]
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
