import Testing

/// What is told of loops whose values contradict each other, beside other mistakes.
struct ContradictionTests {
    @Test func `a combination with a setting that is wrong by itself is told so alone`() {
        let text = complaints(about: "runs: [{grid: {optimizer: [adam], optimizer.sgd.unknown: [1]}}]")
        #expect(text.contains("unknown key 'unknown'") && !text.contains("contradicts"), "\(text)")
        // One that is right beside it is told what contradicts in it.
        let right = complaints(
            about: """
                runs:
                  - {grid: {optimizer: [adam], optimizer.sgd.unknown: [1]}}
                  - {grid: {optimizer: [adam], optimizer.sgd.momentum: [0.9]}}
                """)
        #expect(right.contains("test.yaml:3:32: error: 'optimizer.sgd.momentum' contradicts"), "\(right)")
    }

    @Test(arguments: ["optimizer.sgd.momentum: [2]", "optimizer.momentum: [0.9]"])
    func `so is one of an entry that an alias repeats`(wrong: String) {
        let text = complaints(about: "runs: [&a {grid: {\(wrong), optimizer: [adam]}}, {<<: *a, epochs: 2}]")
        #expect(text.matches(of: #/error: /#).count == 1 && !text.contains("contradicts"), "\(text)")
    }

    @Test(arguments: [("name", "a/b"), ("seeds", "0")])
    func `a contradiction is told beside what is wrong with another key`(key: String, value: String) {
        let text = complaints(
            about: "runs: [{\(key): \(value), grid: {optimizer: [adam], optimizer.sgd.momentum: [0.9]}}]")
        #expect(text.contains("'optimizer.sgd.momentum' contradicts"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 2, "\(text)")
    }
}
