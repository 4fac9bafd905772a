import Foundation

/// Places in the repository that a test belongs to.
public enum Repository {
    /// The folder with `Package.swift`.
    public static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    /// The program under test, built beside the tests.
    public static let xrun: String = {
        // The test bundle stands in the same folder as the products.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("xrun").path
    }()
}
