/// The kernel rows or columns that meet the input: i in `first ..< first + count` where 0 ≤ start + i < size.
/// Borders are clipped exactly; nothing is padded or copied.
struct KernelClip: Equatable {
    let first: Int
    let count: Int

    @inline(__always) init(start: Int, size: Int, kernel: Int) {
        first = start < 0 ? 0 &- start : 0
        let end = size &- start < kernel ? size &- start : kernel
        count = end > first ? end &- first : 0
    }
}
