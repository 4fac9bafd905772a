/// What two threads should not write to at a time. Memory that begins on one is aligned for every vector load.
enum CacheLine {
    static let bytes = 64
    static let floats = bytes / MemoryLayout<Float>.stride

    /// `count` Floats, filled up to whole lines.
    static func padded(_ count: Int) -> Int { (count + floats - 1) / floats * floats }
}
