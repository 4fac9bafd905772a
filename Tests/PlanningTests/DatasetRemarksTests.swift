import Experiment
import Planning
import Testing

/// Samples that were hardly meant as they are.
@Suite struct DatasetRemarksTests {
    private static let files = DatasetSpec.Source.idx(path: "/pictures", classes: 10)

    private func told(_ spec: DatasetSpec, _ change: (inout DatasetSummary) -> Void) throws -> [Diagnostic] {
        var summary = fashion
        change(&summary)
        let model = ModelSpec.layers([
            LayerSpec(.flatten), LayerSpec(.dense(units: summary.classes, initializer: .pytorch)),
        ])
        let runs = [1, 2].map {
            run(
                RunConfiguration(dataset: spec, model: model, seed: $0), repeatsSeeds: true,
                places: ["dataset": 2, "dataset.idx": 3, "dataset.limit": 4])
        }
        return try plan(runs, dataset: summary).remarks
    }

    @Test(arguments: [
        SampleShape(channels: 32, height: 32, width: 3), SampleShape(channels: 28, height: 28, width: 1),
        SampleShape(channels: 64, height: 48, width: 4),
    ])
    func `pictures whose channels come last are told, once`(input: SampleShape) throws {
        let remarks = try told(DatasetSpec(source: Self.files)) { $0.input = input }
        #expect(
            remarks.map(\.message) == [
                "samples of \(input.spelling) (channels × height × width) look like pictures whose"
                    + " \(input.width == 1 ? "1 channel comes" : "\(input.width) channels come") last"
            ])
        #expect(remarks.map(\.severity) == [.warning] && remarks.first?.location?.line == 3)
        #expect(
            remarks.first?.notes.map(\.message) == ["in an IDX file they lie as samples × channels × height × width"])
    }

    @Test(arguments: [
        SampleShape(channels: 3, height: 32, width: 32), SampleShape(channels: 1, height: 28, width: 1),
        SampleShape(channels: 3, height: 8, width: 4), SampleShape(channels: 16, height: 16, width: 16),
        SampleShape(features: 7),
        // Nine sensors over time, twelve channels of one value, maps of features.
        SampleShape(channels: 9, height: 128, width: 1), SampleShape(channels: 12, height: 1, width: 1),
        SampleShape(channels: 16, height: 4, width: 4),
    ])
    func `other samples are taken as they are`(input: SampleShape) throws {
        #expect(try told(DatasetSpec(source: Self.files)) { $0.input = input }.isEmpty)
    }

    @Test func `classes that nothing is trained on are told, once`() throws {
        let few = try told(DatasetSpec(limit: 100)) {
            ($0.trainingCount, $0.absentClasses) = (100, ["bag"])
        }
        #expect(few.map(\.message) == ["the training part has no sample of class 'bag'"])
        #expect(few.map(\.severity) == [.note] && few.first?.location?.line == 4)
        let more = try told(DatasetSpec(source: Self.files)) { $0.absentClasses = ["3", "4", "5", "6", "7"] }
        #expect(
            more.map(\.message) == ["the training part has no sample of the classes '3', '4', '5' and 2 more"])
        #expect(more.first?.location?.line == 2)
        // A limit that cuts nothing off is not the cause.
        let uncut = try told(DatasetSpec(limit: 50_000)) { $0.absentClasses = ["bag"] }
        #expect(uncut.first { $0.message.hasSuffix("class 'bag'") }?.location?.line == 2)
    }

    @Test func `classes that are trained on and not judged by are told`() throws {
        let remarks = try told(DatasetSpec(source: Self.files)) {
            $0.absentClasses = ["1"]
            $0.absentFromValidation = ["1", "2"]
            $0.absentFromTest = ["1", "3", "4"]
        }
        #expect(
            remarks.map(\.message) == [
                "the training part has no sample of class '1'", "the validation part has no sample of class '2'",
                "the test set has no sample of the classes '3' and '4'",
            ])
        #expect(remarks.allSatisfy { $0.severity == .note && $0.location?.line == 2 })
    }

    @Test func `samples of one class alone are warned of`() throws {
        let remarks = try told(DatasetSpec(limit: 100)) {
            ($0.classes, $0.trainingCount, $0.absentClasses) = (3, 100, ["shirt", "bag"])
        }
        #expect(
            remarks.map(\.message) == [
                "all samples of the training part are of one class: there is nothing to tell apart"
            ])
        #expect(remarks.first?.severity == .warning && remarks.first?.location?.line == 4)
    }

    @Test func `more classes than are looked into are told`() throws {
        let many = try told(DatasetSpec(source: Self.files)) { $0.classes = 101 }
        #expect(
            many.map(\.message) == [
                "with more than 100 classes no run has a confusion matrix, precision and recall of each class, or its"
                    + " most confident mistakes"
            ])
        #expect(many.map(\.severity) == [.note] && many.first?.location?.line == 2)
        #expect(try told(DatasetSpec(source: Self.files)) { $0.classes = 100 }.isEmpty)
    }
}
