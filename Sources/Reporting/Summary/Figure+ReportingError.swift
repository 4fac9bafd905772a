import Figures
import TensorBoard

extension Figure {
    /// The SVG document.
    /// - Parameter name: what the file is called where it cannot be drawn.
    /// - Throws: `output` then.
    func document(called name: String) throws(ReportingError) -> [UInt8] {
        do {
            return try svg()
        } catch {
            throw .output(message: "cannot draw \(name): \(error.message)")
        }
    }

    /// As TensorBoard shows it.
    /// - Parameters:
    ///   - name: as of `document`.
    ///   - scale: pixels to the point.
    /// - Throws: as `document`.
    func picture(called name: String, scale: Double) throws(ReportingError) -> PNGImage {
        do {
            let picture = try png(scale: scale)
            return PNGImage(bytes: picture.bytes, width: picture.width, height: picture.height)
        } catch {
            throw .output(message: "cannot draw \(name): \(error.message)")
        }
    }
}
