import Foundation
import Glibc
import Reporting
import TestSupport
import Testing

/// Files that the user names.
@Suite struct ChosenFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.file(name), encoding: .utf8)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func `a new file takes the place of none`() throws {
        let files = FileManager.default
        try folder.write("mine", to: "taken")
        try files.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "nowhere")
        try files.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
        for name in ["taken", "link", "sub"] {
            let path = folder.file(name)
            #expect(throws: ReportingError.system(.write, path: path, errno: EEXIST)) {
                try ChosenFile.create(Array("new".utf8), at: path)
            }
        }
        // As if it had come behind the look at its place.
        let taken = folder.path + "/taken"
        #expect(throws: ReportingError.system(.write, path: taken, errno: EEXIST)) {
            try AtomicFile.create(Array("new".utf8), as: "taken", in: folder.path)
        }
        #expect(try text("taken") == "mine")
        #expect(try names() == ["link", "sub", "taken"])

        try ChosenFile.create(Array("new".utf8), at: folder.file("free"))
        #expect(try text("free") == "new")
        #expect(try names() == ["free", "link", "sub", "taken"])
    }

    @Test func `a link to the folder is followed`() throws {
        let files = FileManager.default
        try files.createDirectory(atPath: folder.file("real"), withIntermediateDirectories: false)
        try files.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "real")
        try ChosenFile.create(Array("new".utf8), at: folder.file("link/file"))
        #expect(try text("real/file") == "new")
        try ChosenFile.write(Array("newer".utf8), to: folder.file("link/file"))
        #expect(try text("real/file") == "newer")
        #expect(try files.contentsOfDirectory(atPath: folder.file("real")) == ["file"])
    }

    @Test func `a link stays one, and the file that it leads to is replaced`() throws {
        let files = FileManager.default
        try folder.write("old", to: "sub/file")
        // The same file by another name: it would show what is written into it.
        try files.linkItem(atPath: folder.file("sub/file"), toPath: folder.file("former"))
        try files.createSymbolicLink(atPath: folder.file("sub/near"), withDestinationPath: "file")
        try files.createSymbolicLink(atPath: folder.file("far"), withDestinationPath: "sub/near")
        try ChosenFile.write(Array("new".utf8), to: folder.file("far"))
        #expect(try text("sub/file") == "new")
        #expect(try text("former") == "old")
        #expect(try files.destinationOfSymbolicLink(atPath: folder.file("far")) == "sub/near")
        #expect(try files.destinationOfSymbolicLink(atPath: folder.file("sub/near")) == "file")
        #expect(try files.contentsOfDirectory(atPath: folder.file("sub")).sorted() == ["file", "near"])

        try files.createSymbolicLink(atPath: folder.file("ahead"), withDestinationPath: "sub/later")
        try ChosenFile.write(Array("new".utf8), to: folder.file("ahead"))
        #expect(try text("sub/later") == "new")
        #expect(try files.destinationOfSymbolicLink(atPath: folder.file("ahead")) == "sub/later")
    }

    @Test func `links that lead in a circle are told by the path`() throws {
        try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: "loop")
        for path in [folder.file("loop"), folder.file("loop/file")] {
            let refused = ReportingError.system(.write, path: path, errno: ELOOP)
            #expect(throws: refused) { try ChosenFile.write([], to: path) }
        }
        let below = folder.file("loop/file")
        #expect(throws: ReportingError.system(.write, path: below, errno: ELOOP)) {
            try ChosenFile.create([], at: below)
        }
        #expect(try names() == ["loop"])
    }

    @Test(arguments: ["", "/", "folder/"]) func `a path that names no file is refused`(path: String) {
        let refused = ReportingError.output(message: "'\(path)' names no file")
        #expect(throws: refused) { try ChosenFile.write([], to: path) }
        #expect(throws: refused) { try ChosenFile.create([], at: path) }
    }
}
