import Experiment

/// Ends of xrun that were not its own while an item was under way: it was killed, or it crashed.
package struct AbnormalEnds: Hashable, Sendable {
    /// In a row: an end of the item itself, or a checkpoint in between, begins a new one.
    package private(set) var count = 0
    /// Whether something else was under way at one of them, which may have been the cause.
    package private(set) var hadCompany = false
    /// Whether the last start that came to the item ended so. Not where the user ended it, or it was passed over.
    package private(set) var isLast = false

    /// After as many an item is suspected to be what ends xrun.
    private static let limit = 2

    var isSuspected: Bool { count >= Self.limit }

    /// Whether the next start does not try it.
    var isPassedOver: Bool { isLast && isSuspected && (count > Self.limit || !hadCompany) }

    /// What a reader is told of a suspect; nil for any other.
    var prospect: String? {
        guard isSuspected else { return nil }
        return "xrun ended abnormally \(count) times while it was under way; the next start "
            + (isPassedOver ? "passes it over" : "tries it last and alone")
    }

    /// As a further start takes them over.
    var atNextStart: AbnormalEnds {
        var ends = self
        ends.isLast = false
        return ends
    }

    mutating func add(inCompany: Bool) {
        count = min(count, Int.max - 1) + 1
        hadCompany = hadCompany || inCompany
        isLast = true
    }

    /// - Parameter wasTried: whether it was the item's own end.
    mutating func fail(wasTried: Bool) {
        self = wasTried ? AbnormalEnds() : atNextStart
    }

    func add(to fields: inout JSONFields) {
        fields.add("abnormal_ends", count)
        if hadCompany { fields.add("abnormal_ends_in_company", .bool(true)) }
        if isLast { fields.add("last_end_abnormal", .bool(true)) }
    }

    init() {}

    init?(_ fields: JSONReader) {
        guard let count = fields.optional("abnormal_ends", fields.integer),
            let hadCompany = fields.optional("abnormal_ends_in_company", fields.bool),
            let isLast = fields.optional("last_end_abnormal", fields.bool)
        else { return nil }
        self.count = count ?? 0
        self.hadCompany = hadCompany ?? false
        self.isLast = isLast ?? false
    }
}
