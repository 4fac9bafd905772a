/// What a folder can be called on any file system, and in a shell without surprises; the same as `folder_name` in the
/// schema. What has a `~` stands beside the results: it was moved aside.
package enum FolderName {
    package static func isSafe(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, let last = name.unicodeScalars.last else { return false }
        return name.utf8.count <= 100 && !".- ".unicodeScalars.contains(first) && !". ".unicodeScalars.contains(last)
            && name.allSatisfy(allows)
    }

    /// Whether it may stand in such a name.
    private static func allows(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
                && !#"/\:*?"<>|~"#.unicodeScalars.contains(scalar)
        }
    }
}
