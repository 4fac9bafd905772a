import Experiment

/// Why a data set cannot be used. The words of all of them are made here.
enum DatasetFault: Error {
    /// No folder holds all files.
    case missing(name: String, places: [(folder: String, finding: DatasetFiles.Finding)], remedy: Remedy)
    /// The first folder with any of the files, or with something in the place of one that leads nowhere, has not all of
    /// them.
    case incomplete(name: String, folder: String, missing: [DatasetFiles.Missing])
    /// What a variable names is none. `folder` as the variable has it.
    case noFolder(variable: String, folder: String, Obstacle)
    case file(path: String, IDXFault)
    /// Two files that have names of the same role and do not hold the same.
    case rivals(String, String)
    case checksum(path: String, dataset: String, expected: String, found: String)
    case counts(images: String, imageCount: Int, labels: String, labelCount: Int)
    case label(path: String, index: Int, label: UInt8, classes: Int)
    /// All that is wrong at once; files in the order of the roles.
    indirect case several(DatasetFault, others: [DatasetFault])
    case classes(Int)
    case shapes(training: SampleShape, test: SampleShape, folder: String)

    /// How a data set that is missing is found the next time.
    enum Remedy {
        case install(package: String)
        /// The experiment file names the only place; `below` it is a folder of the data set's name that holds all files.
        case path(below: String?, package: String)
        /// Data of the user's own: in no other place.
        case files
    }

    /// - Throws: `faults` as one, where there are any.
    static func throwAny(of faults: [DatasetFault]) throws(DatasetFault) {
        guard let first = faults.first else { return }
        throw first.with(Array(faults.dropFirst()))
    }

    /// This one and what else is wrong, as one.
    func with(_ others: [DatasetFault]) -> DatasetFault { others.isEmpty ? self : .several(self, others: others) }

    var diagnostic: Diagnostic {
        switch self {
        case .missing(let name, let places, let remedy):
            Diagnostic(
                "data set \(name) \(Self.hasPart(places) ? "is not complete" : "was not found")",
                notes: Self.notes(on: places, remedy))
        case .incomplete(let name, let folder, let missing):
            Diagnostic(
                "\(folder) holds only a part of data set \(name): \(Self.words(missing))",
                notes: [.init("complete it, or take it away: then the next place is looked at")])
        case .noFolder(let variable, let folder, let obstacle):
            Diagnostic(
                "\(variable)=\(folder): \(obstacle.words.map { "it \($0)" } ?? "there is no such folder")",
                notes: [.init("let it name another folder, or unset it: then the next place is looked at")])
        case .file(let path, let fault):
            Diagnostic("\(path): \(fault.words)")
        case .rivals(let path, let other):
            Diagnostic(
                "\(path) and \(other) are named as the same part of a data set, and do not hold the same",
                notes: [.init("take the one away that is not meant")])
        case .checksum(let path, let dataset, let expected, let found):
            Diagnostic(
                "\(path) is not the file of \(dataset): its SHA-256 differs",
                notes: [
                    .init("expected \(expected)"), .init("found    \(found)"),
                    .init("fetch it again, or use other data of your own with 'dataset: {idx: {path: …, classes: …}}'"),
                ])
        case .counts(let images, let imageCount, let labels, let labelCount):
            Diagnostic(
                "\(WordList.count(imageCount, "image")), but \(WordList.count(labelCount, "label"))",
                notes: [.init(images), .init(labels)])
        case .label(let path, let index, let label, let classes):
            Diagnostic(
                "\(path): the label of sample \(index) is \(label), "
                    + "but with \(classes) classes labels are 0…\(classes - 1)")
        case .several(let first, let others): Self.diagnostic(of: first, with: others)
        case .classes(let classes):
            Diagnostic("a data set of bytes has 2 to 256 classes, not \(classes)")
        case .shapes(let training, let test, let folder):
            Diagnostic(
                "\(folder): training images \(training.words), but test images \(test.words)")
        }
    }

    /// Each with its own notes; advice that several share stands once, last.
    private static func diagnostic(of first: DatasetFault, with others: [DatasetFault]) -> Diagnostic {
        var diagnostic = first.diagnostic
        for other in others.map(\.diagnostic) {
            let shared = diagnostic.notes.filter(other.notes.contains)
            diagnostic.notes.removeAll(where: shared.contains)
            diagnostic.notes.append(Diagnostic.Note(other.message))
            diagnostic.notes += other.notes
        }
        return diagnostic
    }

    /// Whether there are some of the files.
    private static func hasPart(_ places: [(folder: String, finding: DatasetFiles.Finding)]) -> Bool {
        places.contains { if case .incomplete(let found, _) = $0.finding { !found.isEmpty } else { false } }
    }

    private static func notes(
        on places: [(folder: String, finding: DatasetFiles.Finding)], _ remedy: Remedy
    ) -> [Diagnostic.Note] {
        let looked = places.map { place in
            switch place.finding {
            case .noFolder(let obstacle):
                "looked in \(place.folder): \(obstacle.words.map { "it \($0)" } ?? "no such folder")"
            case .empty(let similar): "looked in \(place.folder): none of the four files\(hint(at: similar))"
            case .incomplete(_, let missing): "looked in \(place.folder): \(words(missing))"
            case .complete: "looked in \(place.folder)"
            }
        }
        let files = DatasetFiles.Role.allCases.map(\.name).joined(separator: ", ")
        let ways: [String] =
            switch remedy {
            case .install(let package):
                [
                    "on Debian or Ubuntu: apt install \(package)",
                    "or give a folder that has \(files) (each plain or .gz): --data-dir FOLDER",
                ]
            case .path(let below, let package):
                [
                    below.map { "'path' is the only place; \($0) has all files: let it name that" }
                        ?? "'path' is the only place; let it name a folder that has \(files) (each plain or .gz)",
                    "or leave it out, and give such a folder by --data-dir FOLDER; on Debian or Ubuntu: apt install "
                        + package,
                ]
            case .files:
                [
                    "the folder must have \(files), each plain or .gz; images may be idx2 (vectors of features) or idx4"
                        + " (with channels) as well"
                ]
            }
        return (looked + ways).map { Diagnostic.Note($0) }
    }

    private static func words(_ missing: [DatasetFiles.Missing]) -> String {
        missing.map { file in
            file.obstacle.words.map { "\(file.name) \($0)" }
                ?? "no \(file.name)\(hint(at: file.similar.map { [$0] } ?? []))"
        }.joined(separator: ", ")
    }

    /// What may be meant for what is missing, to follow it.
    private static func hint(at similar: [String]) -> String {
        guard !similar.isEmpty else { return "" }
        let names = WordList.text(similar.map { DisplayText.shown($0) })
        return " (there \(similar.count == 1 ? "is" : "are") \(names))"
    }
}

extension Obstacle {
    /// What is wrong with the path, to follow it; nil where there is nothing.
    fileprivate var words: String? {
        switch self {
        case .nothingThere: nil
        case .link(let target): "is a link to \(target), which does not exist"
        case .notFolder: "is no folder"
        case .unreadable(let reason): "cannot be read: \(reason)"
        }
    }
}

extension SampleShape {
    /// To follow the samples: `are 1×28×28`, `have 400 features`.
    fileprivate var words: String {
        isFlat ? "have \(WordList.count(count, "feature"))" : "are \(spelling)"
    }
}

extension IDXFault {
    /// What is wrong with the file, to follow its path and a colon.
    fileprivate var words: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .damaged(let reason): "the compressed data is damaged: \(reason)"
        case .notIDX: "no IDX file: it does not begin with two zero bytes and a type"
        case .littleEndian:
            "its header looks as if it was written little-endian; the sizes in an IDX file are big-endian"
        case .elementType(let code):
            "its values have IDX type \(Self.spelling(elementType: code)); only unsigned bytes (0x08) are supported"
        case .rank(let rank, let expected):
            expected.count == 1
                ? "it has \(WordList.count(rank, "dimension")) instead of \(expected.lowerBound)"
                : "it has \(WordList.count(rank, "dimension")) instead of \(expected.lowerBound) to \(expected.upperBound)"
        case .empty(let dimensions): "it holds nothing: its sizes are \(Self.spelling(dimensions))"
        case .tooLarge(let dimensions): "its sizes, \(Self.spelling(dimensions)), make more than 2 GiB"
        case .truncated(let found, let declared):
            switch (found, declared) {
            case (let found?, let declared?): "truncated: it ends after \(found) of \(declared) bytes"
            case (nil, let declared?): "truncated: it is too short for the \(declared) bytes that it declares"
            case (_, nil): "truncated: it ends within its header"
            }
        case .trailing(let declared): "it goes on after the \(declared) bytes that it declares"
        case .beyondCompressed: "it goes on after its compressed data"
        }
    }

    /// `0x0D (float32)`; of a code that the format does not define, the code alone.
    private static func spelling(elementType code: UInt8) -> String {
        let name =
            switch code {
            case 0x09: " (int8)"
            case 0x0B: " (int16)"
            case 0x0C: " (int32)"
            case 0x0D: " (float32)"
            case 0x0E: " (float64)"
            default: ""
            }
        return "0x\(code < 0x10 ? "0" : "")\(String(code, radix: 16, uppercase: true))\(name)"
    }

    private static func spelling(_ dimensions: [Int]) -> String {
        dimensions.map(String.init).joined(separator: "×")
    }
}
