package import Experiment

/// How far an item's checkpoint reaches.
package struct CheckpointMark: Hashable, Sendable {
    package var step: Int
    package var elapsed: ElapsedTime
    /// That the steps up to it were trained with, the last of them at least; nil where an earlier version of xrun
    /// wrote it.
    package var instructionSet: String?

    package init(step: Int, elapsed: ElapsedTime, instructionSet: String?) {
        self.step = step
        self.elapsed = elapsed
        self.instructionSet = instructionSet
    }
}

extension CheckpointMark {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("step", step)
        fields.add("training_seconds", elapsed.training)
        fields.add("seconds", elapsed.total)
        fields.add("instruction_set", instructionSet)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let step = fields.integer("step"),
            let training = fields.number("training_seconds"), let total = fields.number("seconds")
        else { return nil }
        self.init(
            step: step, elapsed: ElapsedTime(training: training, total: total),
            instructionSet: fields.string("instruction_set"))
    }
}
