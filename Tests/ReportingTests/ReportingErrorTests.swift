import Glibc
import Reporting
import Testing

@Suite struct ReportingErrorTests {
    private func isTransient(_ code: Int32) -> Bool {
        ReportingError.system(.write, path: "x", errno: code).isTransient
    }

    @Test(arguments: [EIO, ENOSPC, EDQUOT, EAGAIN, EBUSY, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT])
    func `an error that the system may not give again passes by itself`(code: Int32) {
        #expect(isTransient(code))
    }

    @Test(arguments: [ENOENT, ENOTDIR, EACCES, EPERM, EROFS, ENAMETOOLONG, ELOOP, EFBIG])
    func `an error that somebody has to see to does not pass by itself`(code: Int32) {
        #expect(!isTransient(code))
    }
}
