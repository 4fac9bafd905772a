import Experiment
import Terminal
import Testing

@Suite struct PlainSignsTests {
    @Test func `the first locale of POSIX's order that is not empty says whether they are needed`() {
        for (environment, areNeeded) in [
            ([:], false), (["LANG": ""], false), (["LANG": "C"], true), (["LC_CTYPE": "POSIX"], true),
            (["LANG": "de_DE.ISO-8859-1"], true), (["LANG": "C.UTF-8"], false), (["LC_CTYPE": "en_US.utf8"], false),
            (["LC_ALL": "C", "LANG": "C.UTF-8"], true), (["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"], false),
        ] as [([String: String], Bool)] {
            #expect(PlainSigns.areNeeded(in: environment) == areNeeded, "\(environment)")
        }
    }

    @Test func `a curve keeps its columns, and names stay as they are`() {
        #expect(PlainSigns.text("2.3 │⠉⣿⣀⠀⡇\n    └──\n     ▲ 0.1 … 1") == "2.3 |':. :\n    +--\n     ^ 0.1 ~ 1")
        #expect(PlainSigns.text("━━╸┄ ▁█ –") == "==-. _# -")
        #expect(PlainSigns.text("größe=学 ⠿") == "größe=学 :")
    }

    @Test func `every sign has its like of one column`() {
        let braille = (0x2800...0x28FF).compactMap { Unicode.Scalar(UInt32($0)) }.map { Character($0) }
        for sign in Array("…–−±×→│└─▲━╸┄▁▂▃▄▅▆▇█") + braille {
            let plain = PlainSigns.text(String(sign))
            #expect(plain.count == 1 && plain.utf8.allSatisfy { $0 < 0x80 }, "\(sign): \(plain)")
        }
        #expect(PlainSigns.text("88.80 ± 0.44 %") == "88.80 / 0.44 %")
    }

    @Test func `every sign of a range test's page has its like`() {
        let points = (0..<60).map { index in
            let loss = 2.3 - 0.03 * Double(index)
            return RangeTestOutcome.Point(
                learningRate: 1e-3 * Double(1 + index), loss: loss + 0.1 * Double(index % 3), smoothedLoss: loss)
        }
        let outcome = RangeTestOutcome(
            sweeps: [.init(seed: 5, curve: points, stop: .ladderEnd)], curve: points,
            readings: [.init(rule: .valley, learningRate: nil, reason: "it says nothing")],
            range: .init(minimum: 0.01, maximum: 0.02), learningRate: 0.01, confidence: .clear, reason: "because",
            samples: 1280, seconds: 0.5)
        let test = PlannedRangeTest(
            key: "lenet5-adam", identity: "", configuration: RunConfiguration(), settings: FinderSettings(),
            horizon: 100, seed: 5,
            workload: Workload(
                parameterCount: 1, stepsPerEpoch: 1, steps: 1, trainingSamples: 1, evaluationSamples: 0))
        let page = RangeTestPage.text(test, for: ["a"], outcome, width: 80)
        let plain = PlainSigns.text(page)
        #expect(plain != page && plain.utf8.allSatisfy { $0 < 0x80 }, "\(plain)")
        #expect(plain.split(separator: "\n").map(\.count) == page.split(separator: "\n").map(\.count))
    }
}
