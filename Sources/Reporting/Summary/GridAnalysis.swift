/// A grid of a comparison's groups, with what the summary reads from it: made once, it serves the figures, the
/// sections and `summary.json`.
package struct GridAnalysis: Sendable {
    let grid: ConfigurationGrid
    /// Nil where no two keys stay.
    let fullPart: ConfigurationGrid?
    /// Of the full part. Nil also where all results are at chance: what is between them is noise, whatever explains it.
    package let sensitivity: Sensitivity?

    fileprivate init(_ grid: ConfigurationGrid, in comparison: Comparison) {
        self.grid = grid
        let part = grid.fullPart
        fullPart = part
        sensitivity =
            comparison.isAtChance ? nil : part.flatMap { Sensitivity($0, objective: comparison.objective) }
    }
}

extension Comparison {
    /// Of each grid of two keys and more, in plan order.
    package func gridAnalyses() -> [GridAnalysis] {
        ConfigurationGrid.grids(of: groups).map { GridAnalysis($0, in: self) }
    }
}
