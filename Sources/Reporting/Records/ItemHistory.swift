import Experiment

/// Who worked on an item and when, and how far its checkpoint reaches: what the records of runs and of range tests have
/// in common.
package struct ItemHistory: Hashable, Sendable {
    /// Of the latest start.
    package var provenance: Provenance
    package var started: Timestamp
    package var ended: Timestamp?
    package var abnormalEnds = AbnormalEnds()
    /// Where this attempt took it up; nil where it began anew.
    package var resumedAtStep: Int?
    /// What the newest checkpoint holds; nil as well for a range test that is done.
    package var checkpoint: CheckpointMark?

    init(provenance: Provenance, started: Timestamp) {
        self.provenance = provenance
        self.started = started
    }
}

extension ItemHistory {
    /// Takes over what `earlier` reached.
    mutating func goOn(from earlier: ItemHistory) {
        started = earlier.started
        checkpoint = earlier.checkpoint
        // Until it is taken up; a checkpoint of an earlier start is no progress of this one.
        resumedAtStep = earlier.checkpoint?.step
    }

    /// What an earlier start reached cannot be gone on from.
    mutating func beginAnew(at time: Timestamp) { (started, checkpoint) = (time, nil) }

    func add(to fields: inout JSONFields) {
        fields.add("provenance", provenance.json)
        fields.add("started", started.text)
        fields.add("ended", ended?.text)
        abnormalEnds.add(to: &fields)
        fields.add("resumed_at_step", resumedAtStep)
        fields.add("checkpoint", checkpoint?.json)
    }

    init?(_ fields: JSONReader) {
        guard let provenance = Provenance(json: fields["provenance"]),
            let started = fields.string("started").flatMap(Timestamp.init(text:)),
            let ended = fields.optional("ended", { fields.string($0).flatMap(Timestamp.init(text:)) }),
            let abnormalEnds = AbnormalEnds(fields),
            let resumedAtStep = fields.optional("resumed_at_step", fields.integer),
            let checkpoint = fields.optional("checkpoint", { CheckpointMark(json: fields[$0]) })
        else { return nil }
        self.init(provenance: provenance, started: started)
        self.ended = ended
        self.abnormalEnds = abnormalEnds
        self.resumedAtStep = resumedAtStep
        self.checkpoint = checkpoint
    }
}

/// What a history tells, as the record's own.
extension ItemRecord {
    package var provenance: Provenance {
        get { history.provenance }
        set { history.provenance = newValue }
    }
    package var started: Timestamp {
        get { history.started }
        set { history.started = newValue }
    }
    package var ended: Timestamp? {
        get { history.ended }
        set { history.ended = newValue }
    }
    package var abnormalEnds: AbnormalEnds {
        get { history.abnormalEnds }
        set { history.abnormalEnds = newValue }
    }
    package var resumedAtStep: Int? {
        get { history.resumedAtStep }
        set { history.resumedAtStep = newValue }
    }
    package var checkpoint: CheckpointMark? {
        get { history.checkpoint }
        set { history.checkpoint = newValue }
    }
}
