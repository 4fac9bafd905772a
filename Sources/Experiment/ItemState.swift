/// What is known of an item before a start, from the records that other starts left or are writing.
package struct ItemState: Hashable, Sendable {
    package enum Word: String, CaseIterable, Sendable {
        case new, running, done, diverged, failed, interrupted
        /// Left out by `--only`.
        case notSelected = "not selected"
        /// A range test without a record: every run that it serves has its result.
        case notNeeded = "not needed"
    }

    package var word: Word
    /// Where it diverged, or where the next start takes it up.
    package var step: Int?
    /// Why it is not done, or diverged.
    package var reason: String?

    package init(_ word: Word, step: Int? = nil, reason: String? = nil) {
        self.word = word
        self.step = step
        self.reason = reason
    }

    package static let new = ItemState(.new)
    package static let running = ItemState(.running)
    package static let done = ItemState(.done)
    package static let notSelected = ItemState(.notSelected)
    package static let notNeeded = ItemState(.notNeeded, reason: "no run waits for it")

    /// `interrupted at step 120: it was killed`. To have diverged is a result: its reason, with the step again and
    /// advice, would take the room of a table.
    package var text: String {
        let shown = word == .diverged ? nil : reason
        return word.rawValue + (step.map { " at step \($0)" } ?? "") + (shown.map { ": \($0)" } ?? "")
    }
}
