package import Experiment
import Synchronization

/// Every data set that a process uses: finds it, reads it once, and shares its samples among all runs, from any thread.
package final class DatasetLibrary: Sendable {
    private let searchPath: SearchPath
    private let sources = Mutex<[SourceKey: Source]>([:])

    /// - Parameters:
    ///   - dataDirectory: the command line's `--data-dir`.
    ///   - environment: of the process; read are `XRUN_DATA_DIR`, `XDG_CACHE_HOME` and `HOME`.
    package init(dataDirectory: String?, environment: [String: String]) {
        searchPath = SearchPath(dataDirectory: dataDirectory, environment: environment)
    }

    /// What a plan needs to know. The first call for a source reads and checks all of it: what is planned with is what
    /// is trained on, and nothing is read again.
    /// - Throws: what is wrong with the data set: it was not found, lacks a file, or a file is damaged or does not fit
    ///   the others.
    package func summary(of spec: DatasetSpec) throws(Diagnostic) -> DatasetSummary {
        let source = try source(of: spec)
        let (training, validation, test) = source.sets(for: spec)
        func absent(from samples: SampleSet) -> [String] {
            zip(source.classNames(for: spec), samples.countOfEachLabel).filter { $1 == 0 }.map { name, _ in name }
        }
        return DatasetSummary(
            input: source.input, classes: source.classes, trainingCount: training.count,
            validationCount: validation.count, testCount: test.count, checksum: source.checksum,
            constantGuess: validation.constantGuess, absentClasses: absent(from: training),
            absentFromValidation: validation.count > 0 ? absent(from: validation) : [],
            absentFromTest: test.count > 0 ? absent(from: test) : [],
            folder: source.folder)
    }

    /// The data set split and scaled as `spec` says; its pixels are those of every other spec of the same source.
    /// - Throws: as `summary`.
    package func prepare(_ spec: DatasetSpec) throws(Diagnostic) -> PreparedDataset {
        PreparedDataset(try source(of: spec), spec: spec)
    }

    /// The data sets that have a name, for the user to choose from. Reads them.
    package func known() -> [KnownDataset] {
        DatasetSpec.Source.named.map { KnownDataset(name: $0.name, summary: result(for: $0)) }
    }

    private func result(for source: DatasetSpec.Source) -> Result<DatasetSummary, Diagnostic> {
        Result { () throws(Diagnostic) in try summary(of: DatasetSpec(source: source)) }
    }

    // MARK: Loading

    /// What decides which bytes are read.
    private struct SourceKey: Hashable, Sendable {
        var source: DatasetSpec.Source
        var path: String?
    }

    /// One source, loaded by the first thread that asks; the others wait for it. A failure is kept as well: a process
    /// says the same of a data set from beginning to end.
    private final class Source: Sendable {
        private let result = Mutex<Result<LoadedSource, DatasetFault>?>(nil)

        func load(_ load: () throws(DatasetFault) -> LoadedSource) throws(DatasetFault) -> LoadedSource {
            try result.withLock { result in
                if let result { return result }
                let loaded = Result(catching: load)
                result = loaded
                return loaded
            }.get()
        }
    }

    private func source(of spec: DatasetSpec) throws(Diagnostic) -> LoadedSource {
        let key = SourceKey(source: spec.source, path: spec.path)
        let source = sources.withLock { sources in
            if let source = sources[key] { return source }
            let source = Source()
            sources[key] = source
            return source
        }
        do {
            return try source.load { () throws(DatasetFault) in try load(spec) }
        } catch {
            throw error.diagnostic
        }
    }

    private func load(_ spec: DatasetSpec) throws(DatasetFault) -> LoadedSource {
        switch spec.source {
        case .fashionMNIST:
            let known = KnownFiles.fashionMNIST
            let places = searchPath.places(for: known, given: spec.path)
            return try Self.load(
                known.name, from: places, classes: known.classNames.count, known: known,
                remedy: remedy(for: known, given: spec.path))
        case .shapes:
            return ShapesDrawing.draw()
        case .idx(let path, let classes):
            guard (2...256).contains(classes) else { throw .classes(classes) }
            let place = SearchPath.Place(folder: searchPath.expanded(path))
            return try Self.load(path, from: [place], classes: classes, known: nil, remedy: .files)
        }
    }

    /// Reads the files in the first of `places` that has any of them; `classes` and `known` as for `DatasetFiles.load`.
    /// - Throws: where some are missing, also what is wrong with each of the others by itself.
    private static func load(
        _ name: String, from places: [SearchPath.Place], classes: Int, known: KnownFiles?,
        remedy: @autoclosure () -> DatasetFault.Remedy
    ) throws(DatasetFault) -> LoadedSource {
        var findings: [(folder: String, finding: DatasetFiles.Finding)] = []
        var faults: [DatasetFault] = []
        for place in places {
            let (folder, finding) = (place.folder, DatasetFiles.find(in: place.folder))
            if case .incomplete(let found, _) = finding {
                faults = DatasetFiles.faults(of: found, classes: classes, known: known)
            }
            switch (finding, place.variable) {
            case (.complete(let files), _): return try files.load(classes: classes, known: known)
            // Another folder's files in the place of those that the user meant would train on other data unseen.
            case (.incomplete(_, let missing), _) where places.count > 1:
                throw DatasetFault.incomplete(name: name, folder: folder, missing: missing).with(faults)
            case (.noFolder(let obstacle), let variable?):
                throw .noFolder(variable: variable, folder: folder, obstacle)
            case (.incomplete, _), (.empty, _), (.noFolder, _):
                findings.append((SearchPath.absolute(folder), finding))
            }
        }
        throw DatasetFault.missing(name: name, places: findings, remedy: remedy()).with(faults)
    }

    private func remedy(for set: KnownFiles, given path: String?) -> DatasetFault.Remedy {
        guard let path else { return .install(package: set.package) }
        let below = path + (path.hasSuffix("/") ? "" : "/") + set.name
        if case .complete = DatasetFiles.find(in: searchPath.expanded(below)) {
            return .path(below: below, package: set.package)
        }
        return .path(below: nil, package: set.package)
    }
}
