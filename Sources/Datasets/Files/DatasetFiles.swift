import Foundation

/// The four files of a data set in one folder.
struct DatasetFiles: Hashable, Sendable {
    /// In the order of the checksum.
    enum Role: Int, CaseIterable, Sendable {
        case trainingImages, trainingLabels, testImages, testLabels

        /// The name by which people know it; `spellings` are accepted.
        var name: String { stem + "-idx\(isImages ? 3 : 1)-ubyte" }

        var isImages: Bool {
            switch self {
            case .trainingImages, .testImages: true
            case .trainingLabels, .testLabels: false
            }
        }

        /// Numbers of dimensions: labels (N); images (N, features), (N, H, W) or (N, C, H, W).
        var ranks: ClosedRange<Int> { isImages ? 2...4 : 1...1 }

        private var stem: String {
            switch self {
            case .trainingImages: "train-images"
            case .trainingLabels: "train-labels"
            case .testImages: "t10k-images"
            case .testLabels: "t10k-labels"
            }
        }

        /// Accepted names, the preferred ones first: plain before compressed, as it loads faster.
        var spellings: [String] {
            (isImages ? [3, 4, 2] : [1]).flatMap { rank in
                ["", ".gz"].flatMap { suffix in
                    ["-", "."].map { separator in "\(stem)\(separator)idx\(rank)-ubyte\(suffix)" }
                }
            }
        }
    }

    var folder: String
    /// Full paths, one for each role in order.
    var paths: [String]

    /// What a folder holds of a data set.
    enum Finding: Sendable {
        case complete(DatasetFiles)
        case incomplete(missing: [Role])
        case noFolder
    }

    static func find(in folder: String) -> Finding {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return .noFolder
        }
        var paths: [String] = []
        var missing: [Role] = []
        for role in Role.allCases {
            let candidates = role.spellings.map { folder + "/" + $0 }
            if let path = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) {
                paths.append(path)
            } else {
                missing.append(role)
            }
        }
        return missing.isEmpty ? .complete(DatasetFiles(folder: folder, paths: paths)) : .incomplete(missing: missing)
    }
}
