import Experiment
import Hashing
import Synchronization

extension DatasetFiles {
    /// Reads, checks and hashes the four files, side by side.
    ///
    /// - Parameters:
    ///   - classes: 2 to 256; labels are 0 ..< classes.
    ///   - known: what the files must be, byte for byte.
    func load(classes: Int, known: KnownFiles?) throws(DatasetFault) -> LoadedSource {
        let files = try read(classes: classes, known: known)
        let pairs: [(images: Role, labels: Role)] = [(.trainingImages, .trainingLabels), (.testImages, .testLabels)]
        try DatasetFault.throwAny(
            of: pairs.compactMap { Self.mismatch(images: files[$0.images], labels: files[$0.labels]) })
        let training = Self.store(images: files[.trainingImages], labels: files[.trainingLabels])
        let test = Self.store(images: files[.testImages], labels: files[.testLabels])
        guard training.shape == test.shape else {
            throw .shapes(training: training.shape, test: test.shape, folder: folder)
        }
        return LoadedSource(
            classNames: known?.classNames ?? (0..<classes).map(String.init), training: training, test: test,
            checksum: known?.checksum ?? Self.checksum(of: files), folder: SearchPath.absolute(folder))
    }

    /// The four files in the order of the roles; everything that is wrong with any of them.
    private func read(classes: Int, known: KnownFiles?) throws(DatasetFault) -> [IDXFile] {
        var files: [IDXFile] = []
        var faults: [DatasetFault] = []
        for result in Self.results(of: parts, classes: classes, known: known) {
            switch result {
            case .success(let file): files.append(file)
            case .failure(let fault): faults.append(fault)
            }
        }
        try DatasetFault.throwAny(of: faults)
        return files
    }

    /// Everything that is wrong with any of `parts`, which need not be those of all roles.
    static func faults(of parts: [Part], classes: Int, known: KnownFiles?) -> [DatasetFault] {
        results(of: parts, classes: classes, known: known).compactMap { result in
            guard case .failure(let fault) = result else { return nil }
            return fault
        }
    }

    /// What reading and checking each of `parts` gives, in their order.
    private static func results(
        of parts: [Part], classes: Int, known: KnownFiles?
    ) -> [Result<IDXFile, DatasetFault>] {
        let results = Mutex<[Int: Result<IDXFile, DatasetFault>]>([:])
        ThreadStarter.system.forEach(parts.count) { index in
            let result = Result { () throws(DatasetFault) in
                try Self.read(parts[index], classes: classes, known: known)
            }
            results.withLock { $0[index] = result }
        }
        return results.withLock { results in parts.indices.compactMap { results[$0] } }
    }

    private static func read(_ part: Part, classes: Int, known: KnownFiles?) throws(DatasetFault) -> IDXFile {
        let (role, path) = (part.role, part.path)
        let file = try Self.file(at: path, role)
        if let known {
            let expected = known.checksums[role]
            let found = checksum(of: [file])
            guard found == expected else {
                throw .checksum(path: path, dataset: known.name, expected: expected, found: found)
            }
        } else if let other = part.others.first(where: { !isCopy($0, of: file) }) {
            // One that cannot be read as such a file is told by what is wrong with it.
            _ = try Self.file(at: other, role)
            throw .rivals(path, other)
        }
        if !role.isImages, let index = file.values.firstIndex(where: { $0 >= classes }) {
            throw .label(path: path, index: index, label: file.values[index], classes: classes)
        }
        return file
    }

    private static func file(at path: String, _ role: Role) throws(DatasetFault) -> IDXFile {
        do {
            return try IDXFile(path: path, ranks: role.ranks)
        } catch {
            throw .file(path: path, error)
        }
    }

    /// Whether the file at `path` holds the same as `file`, compressed or not: then it does not matter which one is read.
    /// It is read in parts, so that no data is in memory twice.
    private static func isCopy(_ path: String, of file: IDXFile) -> Bool {
        do throws(IDXFault) {
            let other = try DecompressedFile(path: path)
            guard other.canHold(file.header.count + file.values.count),
                try other.read(file.header.count) == file.header
            else { return false }
            for start in stride(from: 0, to: file.values.count, by: comparedBytes) {
                let part = file.values[start..<min(start + comparedBytes, file.values.count)]
                guard try other.read(part.count)[...] == part else { return false }
            }
            return try other.read(1).isEmpty && other.isComplete
        } catch {
            return false
        }
    }

    /// Of a part in which a copy is read.
    private static let comparedBytes = 1 << 18

    /// SHA-256 of the files' decompressed bytes, one after the other.
    private static func checksum(of files: [IDXFile]) -> String {
        var hash = SHA256()
        for file in files {
            hash.update(file.header)
            hash.update(file.values)
        }
        return hash.finish()
    }

    /// Nil where there is a label for each image.
    private static func mismatch(images: IDXFile, labels: IDXFile) -> DatasetFault? {
        let (imageCount, labelCount) = (images.dimensions[0], labels.values.count)
        guard imageCount != labelCount else { return nil }
        return .counts(images: images.path, imageCount: imageCount, labels: labels.path, labelCount: labelCount)
    }

    private static func store(images: IDXFile, labels: IDXFile) -> SampleStore {
        SampleStore(shape: shape(of: images), pixels: images.values, labels: labels.values)
    }

    /// (N, features) are vectors, (N, H, W) images of one channel.
    private static func shape(of images: IDXFile) -> SampleShape {
        let sizes = images.dimensions.dropFirst()
        guard let width = sizes.last, sizes.count > 1 else { return SampleShape(features: sizes.first ?? 1) }
        let height = sizes[sizes.endIndex - 2]
        return SampleShape(channels: sizes.count > 2 ? sizes[sizes.startIndex] : 1, height: height, width: width)
    }
}

extension Array {
    /// Of an array with one element for each role, in their order.
    fileprivate subscript(role: DatasetFiles.Role) -> Element { self[role.rawValue] }
}
