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
    /// Said where nobody can go on from it, since its file is gone.
    var loss: String { "the checkpoint of step \(step) is gone" }

    var json: SettingValue {
        var fields = JSONFields()
        fields.add("step", step)
        elapsed.add(to: &fields)
        fields.add("instruction_set", instructionSet)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let step = fields.count("step"), let elapsed = ElapsedTime(fields),
            let instructionSet = fields.optional("instruction_set", fields.string)
        else { return nil }
        self.init(step: step, elapsed: elapsed, instructionSet: instructionSet)
    }
}
