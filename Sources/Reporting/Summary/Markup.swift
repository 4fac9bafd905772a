import Experiment

/// Whether names and words from outside are marked for Markdown.
package enum Markup: Sendable {
    case markdown, plain

    /// A name or value.
    func code(_ text: String) -> String {
        switch self {
        case .markdown: Markdown.code(text)
        case .plain: DisplayText.line(text)
        }
    }

    func text(_ text: String) -> String {
        switch self {
        case .markdown: Markdown.text(text)
        case .plain: DisplayText.line(text)
        }
    }

    /// With which a paragraph begins.
    func block(_ text: String) -> String {
        switch self {
        case .markdown: Markdown.block(text)
        case .plain: DisplayText.line(text)
        }
    }

    /// What is to stand out, marked already.
    func strong(_ text: String) -> String {
        switch self {
        case .markdown: "**\(text)**"
        case .plain: text
        }
    }

    /// A term that is explained.
    func term(_ text: String) -> String {
        switch self {
        case .markdown: "*\(text)*"
        case .plain: text
        }
    }
}
