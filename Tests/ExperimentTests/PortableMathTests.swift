import Experiment
import Foundation
import Testing

@Suite struct PortableMathTests {
    @Test func `logarithms agree with the C library's`() {
        var random = RandomStream(seed: 1, for: .split)
        for _ in 0..<20_000 {
            let x = Double(bitPattern: random.next()).magnitude
            guard x.isNormal else { continue }
            expectClose(PortableMath.log(x), Foundation.log(x), "log \(x)")
        }
        for x in stride(from: 0.5, through: 2, by: 1e-4) { expectClose(PortableMath.log(x), Foundation.log(x), "log \(x)") }
        #expect(PortableMath.log(1) == 0)
        #expect(PortableMath.log(0) == -.infinity)
        #expect(PortableMath.log(.infinity) == .infinity)
        #expect(PortableMath.log(-1).isNaN)
    }

    @Test func `powers of e agree with the C library's`() {
        for x in stride(from: -700, through: 709, by: 0.0371) {
            expectClose(PortableMath.exp(x), Foundation.exp(x), "exp \(x)")
        }
        #expect(PortableMath.exp(0) == 1)
        #expect(PortableMath.exp(-.infinity) == 0)
        #expect(PortableMath.exp(.infinity) == .infinity)
        #expect(PortableMath.exp(.nan).isNaN)
    }

    /// Two units in the last place, as documented, and one for the C library's own error.
    private func expectClose(_ value: Double, _ reference: Double, _ label: String) {
        #expect(abs(value - reference) <= 3 * max(reference.ulp, Double.leastNormalMagnitude.ulp), "\(label)")
    }
}
