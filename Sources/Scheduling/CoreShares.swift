/// How the cores are divided among the items that run.
enum CoreShares {
    /// Even shares, at least 1 each; what cannot be divided goes to the first in the plan.
    static func split(_ cores: Int, among count: Int) -> [Int] {
        guard count > 0 else { return [] }
        let (share, rest) = cores.quotientAndRemainder(dividingBy: count)
        return (0..<count).map { max(1, share + ($0 < rest ? 1 : 0)) }
    }
}
