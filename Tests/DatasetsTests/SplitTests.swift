import Datasets
import Experiment
import Foundation
import TestSupport
import Testing

@Suite struct SplitTests {
    private let library = DatasetLibrary(dataDirectory: nil, environment: [:])

    private func spec(
        fraction: Double = 0.2, splitSeed: UInt64 = 7, normalization: DatasetSpec.Normalization = .none,
        limit: Int? = nil
    ) -> DatasetSpec {
        DatasetSpec(
            source: .shapes, validationFraction: fraction, splitSeed: splitSeed, normalization: normalization,
            limit: limit)
    }

    @Test(arguments: [
        (0, 0), (0.2, 1200), (0.00008, 0), (0.0001, 1), (0.5, 3000), (1, 6000), (-1, 0), (.nan, 0), (9, 6000),
    ])
    func `training and validation together are every sample once`(fraction: Double, held: Int) throws {
        let dataset = try library.prepare(spec(fraction: fraction))
        #expect(dataset.validation.count == held)
        #expect((dataset.training.indices + dataset.validation.indices).sorted() == Array(0..<6000))
        let summary = try library.summary(of: spec(fraction: fraction))
        #expect((summary.trainingCount, summary.validationCount, summary.testCount) == (6000 - held, held, 1000))
    }

    @Test func `a plan knows what one answer for every held-out sample gets`() throws {
        let dataset = try library.prepare(spec())
        let shares = (0..<10).map { label in
            Double((0..<1200).count { dataset.validation.label(at: $0) == label }) / 1200
        }
        let guess = try #require(try library.summary(of: spec()).constantGuess)
        #expect(guess.accuracy == shares.max())
        #expect(abs(guess.loss - shares.map { -$0 * log($0) }.reduce(0, +)) < 1e-12)
        #expect(try library.summary(of: spec(fraction: 0)).constantGuess == nil)
    }

    @Test func `the split is random, in one known order`() throws {
        let dataset = try library.prepare(spec())
        // The first samples of the permutation are held out.
        var random = RandomStream(seed: 7, for: .split)
        let order = random.permutation(count: 6000)
        #expect(dataset.validation.indices == order.prefix(1200).sorted())
        #expect(dataset.training.indices == Array(order.dropFirst(1200)))
        // By `NeuralNetTests/Fixtures/make_random_stream.py`.
        #expect(dataset.training.indices.prefix(6) == [1589, 2850, 2042, 1126, 4392, 1196])
        #expect(dataset.validation.indices.prefix(6) == [2, 10, 11, 14, 17, 27])
        // By chance a class has 120 ± 10 held-out samples.
        for label in UInt8(0)..<10 {
            let held = (0..<1200).count { dataset.validation.label(at: $0) == label }
            #expect((80...160).contains(held))
        }
    }

    @Test(.enabled("needs Python") { try Shell.has("python3") })
    func `the split is what docs/report.md has Python compute`() throws {
        let script = """
            import sys
            sys.path.insert(0, sys.argv[1])
            from make_random_stream import SPLIT, permutation, stream
            print(permutation(6000, stream(7, SPLIT))[:1200])
            """
        let fixtures = Repository.root + "/Tests/NeuralNetTests/Fixtures"
        // It leaves no compiled file there.
        let result = try Shell.run("python3", ["-B", "-c", script, fixtures])
        try #require(result.status == 0, "\(result.errors)")
        // Nothing else is printed.
        let held = try JSONDecoder().decode([Int32].self, from: Data(result.output.utf8))
        #expect(try library.prepare(spec()).validation.indices == held.sorted())
    }

    @Test func `the split follows its own seed alone`() throws {
        let (usual, other) = (try library.prepare(spec()), try library.prepare(spec(splitSeed: 8)))
        #expect(usual.validation.indices != other.validation.indices)
    }

    @Test(arguments: [(100, 100), (4800, 4800), (9999, 4800), (0, 0), (-5, 0)])
    func `a limit cuts the training part only`(limit: Int, count: Int) throws {
        let (whole, limited) = (try library.prepare(spec()), try library.prepare(spec(limit: limit)))
        #expect(limited.training.indices == Array(whole.training.indices.prefix(count)))
        #expect(limited.validation.indices == whole.validation.indices)
        #expect(limited.test.count == 1000)
        #expect(try library.summary(of: spec(limit: limit)).trainingCount == count)
    }

    @Test func `every epoch has an order of its own that a seed repeats`() throws {
        let dataset = try library.prepare(spec(limit: 500))
        let first = dataset.order(seed: 7, epoch: 0)
        #expect(first.sorted() == Array(0..<500))
        #expect(first == dataset.order(seed: 7, epoch: 0))
        #expect(first != dataset.order(seed: 7, epoch: 1))
        #expect(first != dataset.order(seed: 8, epoch: 0))
        // By `NeuralNetTests/Fixtures/make_random_stream.py`: a checkpoint goes on in the order in which it was begun.
        #expect(first.prefix(6) == [98, 204, 497, 238, 29, 357])
        #expect(dataset.order(seed: 7, epoch: 1).prefix(6) == [247, 141, 321, 292, 197, 163])
        #expect(dataset.order(seed: 8, epoch: 0).prefix(6) == [135, 146, 115, 394, 447, 457])
    }

    // MARK: Scale

    @Test func `pixels are scaled to 0…1 or left as they are`() throws {
        let (none, raw) = (try library.prepare(spec()), try library.prepare(spec(normalization: .raw)))
        #expect(none.scales == [PixelScale(factor: 1.0 / 255, offset: 0)])
        #expect(raw.scales == [PixelScale(factor: 1, offset: 0)])
    }

    @Test(arguments: [nil, 700]) func `standardized samples have mean 0 and deviation 1`(limit: Int?) throws {
        let dataset = try library.prepare(spec(normalization: .standardize, limit: limit))
        let scale = try #require(dataset.scales.first)
        var (sum, sumOfSquares, count) = (0.0, 0.0, 0.0)
        for position in 0..<dataset.training.count {
            for pixel in dataset.training.pixels(at: position) {
                let value = Double(Float(pixel) * scale.factor + scale.offset)
                (sum, sumOfSquares, count) = (sum + value, sumOfSquares + value * value, count + 1)
            }
        }
        // Single precision's rounding of scale and offset remains.
        #expect(abs(sum / count) < 1e-6)
        #expect(abs((sumOfSquares / count).squareRoot() - 1) < 1e-6)
    }

    @Test func `equal pixels standardize to zero`() throws {
        let folder = try TemporaryFolder()
        try IDXFiles.write(
            to: folder,
            changing: ["train-images-idx3-ubyte": IDXFiles.bytes([10, 2, 3], [UInt8](repeating: 9, count: 60))])
        let dataset = try library.prepare(
            DatasetSpec(source: .idx(path: folder.path, classes: 3), normalization: .standardize))
        #expect(dataset.scales == [Self.constantNine])
        #expect(9 * Self.constantNine.factor + Self.constantNine.offset == 0)
    }

    /// Of a channel that is 9 throughout the training part: others of its pixels, in validation and test, are no larger
    /// than without standardization.
    private static let constantNine = PixelScale(factor: 1 / 255, offset: -9 * (1 / 255))

    @Test func `each channel is standardized by itself`() throws {
        func scales(
            _ pixels: [UInt8], sample: [Int], _ normalization: DatasetSpec.Normalization = .standardize
        ) throws -> [PixelScale] {
            let folder = try TemporaryFolder()
            let name = "train-images-idx\(sample.count + 1)-ubyte"
            try IDXFiles.write(
                to: folder, count: 4, sample: sample, changing: [name: IDXFiles.bytes([4] + sample, pixels)])
            let source = DatasetSpec.Source.idx(path: folder.path, classes: 3)
            return try library.prepare(
                DatasetSpec(source: source, validationFraction: 0, normalization: normalization)
            ).scales
        }
        // 1, 3, 5 and 7: a mean of 4, a variance of (9 + 1 + 1 + 9) / 4; the other channel is 9 throughout.
        let pictures: [UInt8] = [1, 3, 9, 9, 5, 7, 9, 9, 1, 3, 9, 9, 5, 7, 9, 9]
        let channels = try scales(pictures, sample: [2, 1, 2])
        try #require(channels.count == 2)
        #expect(abs(channels[0].factor - 0.4472136) < 1e-6 && abs(channels[0].offset + 1.7888544) < 1e-6)
        #expect(channels[1] == Self.constantNine)
        #expect(try scales(pictures, sample: [2, 1, 2], .none).count == 1)
        // Features: 0 and 4, and 9 throughout.
        let features = try scales([0, 9, 4, 9, 0, 9, 4, 9], sample: [2])
        #expect(features == [PixelScale(factor: 0.5, offset: -1), Self.constantNine])
        // Yes and no deviate by less than a byte's step, and are features as any other.
        #expect(try scales([0, 1, 1, 0], sample: [1]) == [PixelScale(factor: 2, offset: -1)])
    }
}
