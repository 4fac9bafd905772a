import Datasets
import Experiment
import Hashing
import Testing

@Suite struct ShapesTests {
    private let library = DatasetLibrary(dataDirectory: nil, environment: [:])
    private let spec = DatasetSpec(source: .shapes, validationFraction: 0)

    /// Results that people have kept depend on these bytes. Whoever changes them makes another data set and says so.
    @Test func `the drawn data set never changes`() throws {
        #expect(
            try library.summary(of: spec)
                == DatasetSummary(
                    input: SampleShape(channels: 1, height: 28, width: 28), classes: 10, trainingCount: 6000,
                    validationCount: 0, testCount: 1000,
                    checksum: "ab659e8af7b93885ffa095f9b6455ef5d7f0a7585ab16efb83ff4da839dd61e7"))
    }

    @Test func `the checksum is that of the drawn bytes`() throws {
        let dataset = try library.prepare(spec)
        var hash = SHA256()
        for store in [dataset.training.store, dataset.test.store] {
            for index in 0..<store.count { hash.update(Array(store.sample(index))) }
            hash.update(store.labels)
        }
        let checksum = hash.finish()
        #expect(try library.summary(of: spec).checksum == checksum)
    }

    @Test func `every class has its tenth, and no two samples are the same`() throws {
        let dataset = try library.prepare(spec)
        for (set, count) in [(dataset.training, 600), (dataset.test, 100)] {
            for label in UInt8(0)..<10 {
                #expect((0..<set.count).count { set.label(at: $0) == label } == count)
            }
        }
        #expect(dataset.training.constantGuess?.accuracy == 0.1)
        #expect(dataset.training.part(0..<1).constantGuess == Score(loss: 0, accuracy: 1))
        #expect(dataset.training.part(0..<0).constantGuess == nil)
        let samples = [dataset.training, dataset.test].flatMap { set in
            (0..<set.count).map { Array(set.pixels(at: $0)) }
        }
        #expect(Set(samples).count == 7000)
    }

    @Test func `the mean of a class shows its shape`() throws {
        let dataset = try library.prepare(spec)
        /// Mean brightness of a class at a point, 0 … 255.
        func mean(_ label: Int, row: Int, column: Int) -> Double {
            let samples = stride(from: label, to: 6000, by: 10).map { dataset.training.store.sample($0) }
            return Double(samples.reduce(0) { $0 + Int($1[$1.startIndex + row * 28 + column]) }) / Double(samples.count)
        }
        let (disc, ring, square, frame, cross, plus) = (0, 1, 2, 3, 5, 6)
        // Solid shapes are bright in the middle, hollow ones dark; corners tell a square, arms a cross and a plus.
        #expect(mean(disc, row: 13, column: 13) > mean(ring, row: 13, column: 13) + 50)
        #expect(mean(square, row: 13, column: 13) > mean(frame, row: 13, column: 13) + 50)
        #expect(mean(square, row: 7, column: 7) > mean(disc, row: 7, column: 7) + 5)
        #expect(mean(plus, row: 13, column: 8) > mean(cross, row: 13, column: 8) + 30)
        #expect(mean(cross, row: 9, column: 9) > mean(plus, row: 9, column: 9) + 50)
    }
}
