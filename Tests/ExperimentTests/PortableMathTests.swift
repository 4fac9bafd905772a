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
        for x in stride(from: 0.5, through: 2, by: 1e-4) {
            expectClose(PortableMath.log(x), Foundation.log(x), "log \(x)")
        }
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

    @Test func `sines agree with the C library's, at their zeros as well`() {
        let near = Array(stride(from: -30, through: 30, by: 1e-3))
        let far = Array(stride(from: 1, through: 1e6, by: 97.3))
        let zeros = stride(from: 1.0, through: 600_001, by: 1234).map { $0 * (.pi / 2) }
        for x in near + far + zeros { expectClose(PortableMath.sin(x), Foundation.sin(x), "sin \(x)") }
        #expect(PortableMath.sin(0) == 0)
        #expect(PortableMath.sin(.pi / 2) == 1)
        #expect(PortableMath.sin(.nan).isNaN && PortableMath.sin(.infinity).isNaN)
    }

    @Test func `powers agree with the C library's whatever the exponent`() {
        for x in [0.1, 0.5, 0.9, 0.9994, 0.999999, 1, 1.1] {
            for exponent in [0, 1, 2, 3, 17, 64, 65, 1000, 4000] {
                let reference = Foundation.pow(x, Double(exponent))
                guard reference.isNormal else { continue }
                let value = PortableMath.power(x, exponent)
                #expect(abs(value - reference) <= 1e-12 * reference, "\(x) to the power \(exponent)")
            }
        }
        #expect(PortableMath.power(0.1, 1) == 0.1)
        #expect(PortableMath.power(0.5, 10_000) == 0)
    }

    /// Two units in the last place, as documented, and one for the C library's own error.
    private func expectClose(_ value: Double, _ reference: Double, _ label: String) {
        #expect(abs(value - reference) <= 3 * max(reference.ulp, Double.leastNormalMagnitude.ulp), "\(label)")
    }
}
