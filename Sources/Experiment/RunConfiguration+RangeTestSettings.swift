extension RunConfiguration {
    /// How the range test works that the run waits for; nil where the file gives a rate, and where the schedule's own
    /// bounds leave one that is found nothing to decide.
    package var rangeTestSettings: FinderSettings? {
        guard case .auto(let settings) = learningRate, schedule.boundPaths(replacing: learningRate).isEmpty else {
            return nil
        }
        return settings
    }
}
