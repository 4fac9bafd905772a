/// A decoded experiment file: every run with its settings merged and typed, in file order.
package struct ExperimentSpec: Sendable {
    package var name: String
    package var description: String?
    package var objective: Objective
    /// `base.seed`: range tests derive their seeds from it.
    package var baseSeed: UInt64
    package var runs: [RunSpec]
    /// Warnings: what is allowed and probably not meant.
    package var remarks: [Diagnostic]

    package init(
        name: String, description: String? = nil, objective: Objective = Objective(), baseSeed: UInt64, runs: [RunSpec],
        remarks: [Diagnostic] = []
    ) {
        self.name = name
        self.description = description
        self.objective = objective
        self.baseSeed = baseSeed
        self.runs = runs
        self.remarks = remarks
    }
}

/// One run as the file declares it, after grid, zip and seeds are expanded.
package struct RunSpec: Sendable {
    package var configuration: RunConfiguration
    /// `name:` of the entry, if it has one.
    package var givenName: String?
    /// What the run's own entry sets, with the values that hold in the end: entry keys, grid keys, zip keys,
    /// in the order of the file; leaves by dotted path. Never the entry's name or its seeds, which are no settings.
    package var varied: [Setting]
    /// Whether the entry repeats over seeds, so that the seed belongs to the name.
    package var repeatsSeeds: Bool
    /// Index of the entry in `runs`, and whether a grid or zip made this run.
    package var entryIndex: Int
    package var comesFromGrid: Bool
    /// The entry in the file.
    package var location: SourceLocation
    /// Of its `name:`, which is no setting.
    package var namePlace: SourceLocation?
    package var sources: any SourceMap

    package init(
        configuration: RunConfiguration, givenName: String?, varied: [Setting], repeatsSeeds: Bool, entryIndex: Int,
        comesFromGrid: Bool, location: SourceLocation, namePlace: SourceLocation?, sources: any SourceMap
    ) {
        self.configuration = configuration
        self.givenName = givenName
        self.varied = varied
        self.repeatsSeeds = repeatsSeeds
        self.entryIndex = entryIndex
        self.comesFromGrid = comesFromGrid
        self.location = location
        self.namePlace = namePlace
        self.sources = sources
    }
}
