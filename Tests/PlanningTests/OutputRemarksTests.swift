import Experiment
import Planning
import Testing

/// Layers behind the last weights, which change what the loss takes the softmax of.
@Suite struct OutputRemarksTests {
    /// What the plan warns of, as `line: layer`.
    private func warnings(_ end: [LayerKind]) throws -> [String] {
        let hidden: [LayerKind] = [.flatten, .dense(units: 64), .relu, .dropout(rate: 0.5), .dense(units: 10)]
        let layers = (hidden + end).map { LayerSpec($0) }
        let places = Dictionary(uniqueKeysWithValues: layers.indices.map { ("model.layers.\($0)", $0) })
        let remarks = try plan([run(RunConfiguration(model: .layers(layers)), places: places)]).remarks
        return remarks.compactMap { remark in
            guard remark.severity == .warning, remark.message.hasSuffix("stand behind the last weights") else {
                return nil
            }
            return "\(remark.location?.line ?? 0): \(remark.message.prefix { $0 != " " })"
        }
    }

    @Test func `an activation or a dropout behind the last weights is told`() throws {
        let changing: [LayerKind] = [.relu, .tanh, .sigmoid, .leakyReLU(), .gelu, .dropout(rate: 0.5)]
        for kind in changing { #expect(try warnings([kind]) == ["5: '\(kind.name.rawValue)'"]) }
        #expect(try warnings([.relu, .flatten, .dropout(rate: 0.1)]) == ["5: 'relu'", "7: 'dropout'"])
    }

    @Test func `a batch normalization of the outputs is told`() throws {
        let layers: [LayerKind] = [.flatten, .dense(units: 64), .batchNorm(), .relu, .dense(units: 10), .batchNorm()]
        func told(_ layers: [LayerKind]) throws -> [Diagnostic] {
            let places = Dictionary(uniqueKeysWithValues: layers.indices.map { ("model.layers.\($0)", $0) })
            let model = ModelSpec.layers(layers.map { LayerSpec($0) })
            return try plan([run(RunConfiguration(model: model), places: places)]).remarks
        }
        let remarks = try told(layers)
        #expect(
            remarks.map(\.message) == [
                "'batch_norm' gives the outputs the mean and the spread that it learns for each class: it is hardly meant"
                    + " to stand last"
            ])
        #expect(remarks.first?.severity == .warning && remarks.first?.location?.line == 5)
        #expect(try told(Array(layers.dropLast())).isEmpty)
    }

    @Test func `what stands before the last weights is not`() throws {
        #expect(try warnings([]) == [])
        #expect(try warnings([.flatten]) == [])
        #expect(try warnings([.relu, .batchNorm()]) == [])
        let named = try plan([run(RunConfiguration(model: .named(.mlp)))])
        #expect(named.remarks.isEmpty)
    }
}
