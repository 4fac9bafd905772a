import KernelTypes

extension Lanes {
    /// Where a sample's number lies in (M, features, 8).
    static func place(_ sample: Int, _ feature: Int, of features: Int) -> Int {
        (sample / count * features + feature) * count + sample % count
    }

    /// Where the numbers of a band (planes, rows.count, width, 8) lie in the whole, (planes, height, width, 8).
    static func places(ofRows rows: Range<Int>, planes: Int, height: Int, width: Int) -> [Int] {
        let row = width * count
        return (0..<planes).flatMap { plane -> Range<Int> in
            let first = plane * height
            return (first + rows.lowerBound) * row..<(first + rows.upperBound) * row
        }
    }
}
