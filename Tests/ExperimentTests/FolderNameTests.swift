import Experiment
import Testing

@Suite struct FolderNameTests {
    @Test(arguments: [
        "", "a/b", "..", "-rf", ".hidden", "a\nb", "a*b?", "run~1", "C:\\x", "end ", "end.", " begin", "a\u{0}b",
        "a\u{202E}b", String(repeating: "ä", count: 51),
    ])
    func `what a file system or a shell might take for something else names no folder`(name: String) {
        #expect(!FolderName.isSafe(name))
    }

    @Test(arguments: [
        "warm restart", "größe=½", "Adam (default)", "👍", "a[b", "{x}; $y #1", String(repeating: "ä", count: 50),
    ])
    func `any other name may be given`(name: String) {
        #expect(FolderName.isSafe(name))
    }
}
