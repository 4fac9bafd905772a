import Glibc

/// The system's words for an error number, `No space left on device`. Safe to call from any thread since glibc 2.32.
package func systemError(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
