extension FinderSettings {
    /// The settings without those that the choice does not look at: what they are decides nothing.
    package var deciding: FinderSettings {
        var result = self
        let usual = FinderSettings()
        // A curve costs what it costs.
        if !hasTrials { result.budget = usual.budget }
        if !readsSkips { (result.skipBegin, result.skipEnd) = (usual.skipBegin, usual.skipEnd) }
        return result
    }
}
