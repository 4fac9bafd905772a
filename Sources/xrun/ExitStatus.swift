/// The exit codes other than success, as `xrun --help` lists them.
enum ExitStatus: Int32, Error {
    case runFailed = 1
    case wrongInput = 2
    case folderInUse = 3
    case interrupted = 130
}
