import Experiment
import Hashing
import Synchronization

extension DatasetFiles {
    /// Reads, checks and hashes the four files, side by side.
    ///
    /// - Parameters:
    ///   - classes: labels are 0 ..< classes.
    ///   - known: what the files must be, byte for byte.
    func load(classes: Int, known: KnownFiles?) throws(DatasetFault) -> LoadedSource {
        guard (2...256).contains(classes) else { throw .classes(classes) }
        let files = try read(known: known)
        let training = try Self.store(
            images: files[.trainingImages], labels: files[.trainingLabels], classes: classes)
        let test = try Self.store(images: files[.testImages], labels: files[.testLabels], classes: classes)
        guard training.shape == test.shape else {
            throw .shapes(training: training.shape, test: test.shape, folder: folder)
        }
        return LoadedSource(
            classNames: known?.classNames ?? (0..<classes).map(String.init), training: training, test: test,
            checksum: known?.checksum ?? Self.checksum(of: files), folder: SearchPath.absolute(folder))
    }

    /// The four files in the order of the roles; everything that is wrong with any of them.
    private func read(known: KnownFiles?) throws(DatasetFault) -> [IDXFile] {
        let results = Mutex<[Role: Result<IDXFile, DatasetFault>]>([:])
        ThreadStarter.system.forEach(paths.count) { index in
            guard let role = Role(rawValue: index) else { return }
            let result = Result { () throws(DatasetFault) in try read(role, known: known) }
            results.withLock { $0[role] = result }
        }
        var files: [IDXFile] = []
        var faults: [DatasetFault] = []
        for role in Role.allCases {
            switch results.withLock({ $0[role] }) {
            case .success(let file)?: files.append(file)
            case .failure(let fault)?: faults.append(fault)
            case nil: break
            }
        }
        guard let first = faults.first else { return files }
        throw faults.count == 1 ? first : .several(first, others: Array(faults.dropFirst()))
    }

    private func read(_ role: Role, known: KnownFiles?) throws(DatasetFault) -> IDXFile {
        let path = paths[role]
        let file = try Self.file(at: path, role)
        if let known {
            let expected = known.checksums[role]
            let found = Self.checksum(of: [file])
            guard found == expected else {
                throw .checksum(path: path, dataset: known.name, expected: expected, found: found)
            }
        } else if let other = others[role].first(where: { !Self.isCopy($0, of: file) }) {
            // One that cannot be read as such a file is told by what is wrong with it.
            _ = try Self.file(at: other, role)
            throw .rivals(path, other)
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

    private static func store(images: IDXFile, labels: IDXFile, classes: Int) throws(DatasetFault) -> SampleStore {
        guard images.dimensions[0] == labels.values.count else {
            throw .counts(
                images: images.path, imageCount: images.dimensions[0], labels: labels.path,
                labelCount: labels.values.count)
        }
        if let index = labels.values.firstIndex(where: { $0 >= classes }) {
            throw .label(path: labels.path, index: index, label: labels.values[index], classes: classes)
        }
        return SampleStore(shape: shape(of: images), pixels: images.values, labels: labels.values)
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
