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

    /// A file that a folder lacks.
    struct Missing: Sendable {
        var name: String
        var obstacle: Obstacle
    }

    /// What a folder holds of a data set.
    enum Finding: Sendable {
        case complete(DatasetFiles)
        case incomplete(missing: [Missing])
        /// None of the four.
        case empty
        case noFolder(Obstacle)
    }

    static func find(in folder: String) -> Finding {
        if let obstacle = Obstacle(at: folder, isFolder: true) { return .noFolder(obstacle) }
        var paths: [String] = []
        var missing: [Missing] = []
        for role in Role.allCases {
            let places = role.spellings.map { (name: $0, obstacle: Obstacle(at: folder + "/" + $0)) }
            if let found = places.first(where: { $0.obstacle == nil }) {
                paths.append(folder + "/" + found.name)
                continue
            }
            // A broken link says more than that there is no file.
            let broken = places.compactMap { place in place.obstacle.map { Missing(name: place.name, obstacle: $0) } }
                .first { $0.obstacle != .nothingThere }
            missing.append(broken ?? Missing(name: role.name, obstacle: .nothingThere))
        }
        if missing.isEmpty { return .complete(DatasetFiles(folder: folder, paths: paths)) }
        let isEmpty = paths.isEmpty && missing.allSatisfy { $0.obstacle == .nothingThere }
        return isEmpty ? .empty : .incomplete(missing: missing)
    }
}
