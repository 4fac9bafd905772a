import Experiment

/// A published data set: its files are known to the byte.
struct KnownFiles: Sendable {
    var name: String
    /// In the order of the labels.
    var classNames: [String]
    /// Debian's package.
    var package: String
    /// SHA-256 of each decompressed file, in the order of the roles. Compressed ones differ between distributors.
    var checksums: [String]
    /// SHA-256 of the four decompressed files in one: the data set's checksum.
    var checksum: String

    /// Zalando's 28×28 clothes, ten classes, 60 000 + 10 000 samples (arXiv:1708.07747).
    static let fashionMNIST = KnownFiles(
        name: DatasetSpec.Source.fashionMNIST.name,
        classNames: [
            "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
        ], package: "dataset-fashion-mnist",
        checksums: [
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ],
        checksum: "14410854cf7a289477dcfc7df3f8ec24741e281cdcc425ede0d9a748ca630214")
}
