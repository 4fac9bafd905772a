import Experiment
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

        /// Accepted names, the preferred ones first: plain before compressed, as it loads faster. What own data has under
        /// the other names is compared with it.
        var spellings: [String] {
            (isImages ? [3, 4, 2] : [1]).flatMap { rank in
                ["", ".gz"].flatMap { suffix in
                    ["-", "."].map { separator in "\(stem)\(separator)idx\(rank)-ubyte\(suffix)" }
                }
            }
        }

        /// Whether a file of another name may be meant: `train_images-idx3-ubyte`, `train-images-idx5-ubyte`. A hidden one
        /// is not, such as `._train-images`, which macOS puts beside a file.
        func resembles(_ name: String) -> Bool {
            let name = name.lowercased()
            guard !name.hasPrefix("."), name.contains(isImages ? "image" : "label") else { return false }
            let isTraining = name.contains("train")
            return switch self {
            case .trainingImages, .trainingLabels: isTraining
            case .testImages, .testLabels: !isTraining && (name.contains("t10k") || name.contains("test"))
            }
        }
    }

    /// What a folder holds for one role.
    struct Part: Hashable, Sendable {
        var role: Role
        /// Full path of the file that is read.
        var path: String
        /// Full paths of further files that have a name of the role.
        var others: [String]
    }

    var folder: String
    /// One for each role, in order.
    var parts: [Part]

    /// A file that a folder lacks.
    struct Missing: Sendable {
        var name: String
        var obstacle: Obstacle
        /// A file's name that may be meant for it.
        var similar: String?
    }

    /// What a folder holds of a data set.
    enum Finding: Sendable {
        case complete(DatasetFiles)
        case incomplete(found: [Part], missing: [Missing])
        /// None of the four; with the names of files that may be meant for some of them.
        case empty(similar: [String])
        case noFolder(Obstacle)
    }

    static func find(in folder: String) -> Finding {
        if let obstacle = Obstacle(at: folder, isFolder: true) { return .noFolder(obstacle) }
        var parts: [Part] = []
        var missing: [Missing] = []
        for role in Role.allCases {
            let places = role.spellings.map { (name: $0, obstacle: Obstacle(at: folder + "/" + $0)) }
            let found = places.filter { $0.obstacle == nil }.map { folder + "/" + $0.name }
            if let preferred = found.first {
                parts.append(Part(role: role, path: preferred, others: Array(found.dropFirst())))
                continue
            }
            // A broken link says more than that there is no file.
            let broken = places.compactMap { place in place.obstacle.map { Missing(name: place.name, obstacle: $0) } }
                .first { $0.obstacle != .nothingThere }
            missing.append(
                broken ?? Missing(name: role.name, obstacle: .nothingThere, similar: similar(to: role, in: folder)))
        }
        if missing.isEmpty { return .complete(DatasetFiles(folder: folder, parts: parts)) }
        let isEmpty = parts.isEmpty && missing.allSatisfy { $0.obstacle == .nothingThere }
        return isEmpty
            ? .empty(similar: missing.compactMap(\.similar).uniqued()) : .incomplete(found: parts, missing: missing)
    }

    /// The first in alphabetical order, so that every machine names the same one.
    private static func similar(to role: Role, in folder: String) -> String? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { role.resembles($0) }.min()
    }
}
