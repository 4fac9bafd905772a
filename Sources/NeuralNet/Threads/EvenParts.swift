/// 0 ..< count cut into parts whose sizes differ by at most one.
struct EvenParts: Sendable {
    let count: Int
    let parts: Int

    init(_ count: Int, parts: Int) {
        self.count = count
        self.parts = parts
    }

    func range(_ part: Int) -> Range<Int> { count * part / parts..<count * (part + 1) / parts }
}
