import Experiment
import Testing

/// What is read from a network's answers, against the plain definitions.
@Suite struct PredictionsTests {
    private static let classes = 3
    private static let samples = 500

    /// Answers of a network that is often, not always, right; some of them ties.
    private let predictions: Predictions
    private let logits: [[Float]]

    init() {
        var stream = RandomStream(seed: 5, for: .split)
        var (predictions, logits) = (Predictions(classes: Self.classes), [[Float]]())
        for _ in 0..<Self.samples {
            let label = Int(stream.next(below: 3))
            var row = (0..<Self.classes).map { _ in Float(stream.next(below: 9)) / 2 - 2 }
            row[label] += 1
            predictions.append(label: UInt8(label), logits: row)
            logits.append(row)
        }
        (self.predictions, self.logits) = (predictions, logits)
    }

    @Test func `probabilities are the softmax of the logits`() {
        for sample in 0..<Self.samples {
            let exponentials = logits[sample].map { PortableMath.exp(Double($0)) }
            let sum = exponentials.reduce(0, +)
            for (probability, exponential) in zip(predictions[sample], exponentials) {
                #expect(abs(Double(probability) - exponential / sum) < 1e-6)
            }
        }
        var huge = Predictions(classes: 2)
        huge.append(label: 0, logits: [3e38, -3e38])
        #expect(huge.probabilities == [1, 0])
    }

    @Test func `the confusion matrix counts pairs of true and found class`() {
        let matrix = ConfusionMatrix(predictions)
        var expected = [[Int]](repeating: [0, 0, 0], count: 3)
        for sample in 0..<Self.samples {
            let row = logits[sample]
            // Of equal logits the first, as accuracy is counted.
            let found = row.firstIndex(of: row.max() ?? 0) ?? 0
            expected[Int(predictions.labels[sample])][found] += 1
        }
        #expect(matrix.counts == expected)
        for (index, score) in matrix.classScores.enumerated() {
            let found = Double(expected[index][index])
            let precision = found / Double(expected[0][index] + expected[1][index] + expected[2][index])
            let recall = found / Double(expected[index].reduce(0, +))
            #expect(score.precision == precision && score.recall == recall)
            #expect(abs((score.f1 ?? 0) - 2 / (1 / precision + 1 / recall)) < 1e-12)
        }
    }

    @Test func `a class that nobody names has no precision`() {
        var predictions = Predictions(classes: 3)
        predictions.append(label: 1, logits: [1, 0, 0])
        let scores = ConfusionMatrix(predictions).classScores
        #expect(scores.map(\.precision) == [0, nil, nil])
        #expect(scores.map(\.recall) == [nil, 0, nil])
        // No right answer is the worst of all, and of a class without samples that nobody names there is none to ask for.
        #expect(scores.map(\.f1) == [0, 0, nil])
        #expect(scores.map(\.samples) == [0, 1, 0])
    }

    @Test(arguments: 0..<3) func `each point of a curve counts what reaches its threshold`(classIndex: Int) {
        let curve = PrecisionRecallCurve(predictions, classIndex: classIndex)
        #expect(curve.truePositives.count == 101)
        for point in 0...100 {
            var counts = [0, 0, 0, 0]
            for sample in 0..<Self.samples {
                let reaches = Double(Array(predictions[sample])[classIndex]) * 100 >= Double(point)
                let isMember = Int(predictions.labels[sample]) == classIndex
                counts[(reaches ? 0 : 2) + (isMember == reaches ? 0 : 1)] += 1
            }
            // True positives, false positives, true negatives, false negatives.
            #expect(
                counts == [
                    curve.truePositives[point], curve.falsePositives[point], curve.trueNegatives[point],
                    curve.falseNegatives[point],
                ])
            let (hits, alarms, missed) = (Double(counts[0]), Double(counts[1]), Double(counts[3]))
            #expect(curve.precision[point] == (hits + alarms > 0 ? hits / (hits + alarms) : 0))
            #expect(curve.recall[point] == hits / (hits + missed))
        }
    }

    @Test func `mistakes come by confidence, then by position, with their pixels`() {
        let inspection = RunInspection(
            predictions, step: 9, classNames: ["a", "b", "c"],
            sampleShape: SampleShape(channels: 1, height: 1, width: 1)
        ) { (index: 3 * $0, pixels: [UInt8($0 % 256)]) }
        let wrong = (0..<Self.samples).filter { predictions.classesFound[$0] != Int(predictions.labels[$0]) }
        let confidence = { (position: Int) in predictions[position].max() ?? 0 }
        let expected = wrong.sorted { confidence($0) == confidence($1) ? $0 < $1 : confidence($0) > confidence($1) }
        #expect(inspection.mostConfidentlyWrong.map(\.position) == Array(expected.prefix(24)))
        #expect(inspection.mostConfidentlyWrong.allSatisfy { $0.index == 3 * $0.position })
        #expect(inspection.mostConfidentlyWrong.allSatisfy { $0.pixels == [UInt8($0.position % 256)] })
        for sample in inspection.mostConfidentlyWrong {
            #expect(sample.found != sample.label && sample.probability == confidence(sample.position))
        }
    }

    @Test func `answers that are not numbers are in no curve and no picture`() {
        var predictions = Predictions(classes: 2)
        predictions.append(label: 0, logits: [.nan, .nan])
        predictions.append(label: 1, logits: [.infinity, 0])
        let curve = PrecisionRecallCurve(predictions, classIndex: 0)
        #expect(curve.truePositives[0] == 0 && curve.falsePositives[0] == 0)
        let inspection = RunInspection(
            predictions, step: 1, classNames: [], sampleShape: SampleShape(channels: 1, height: 1, width: 1)
        ) { _ in (0, [0]) }
        #expect(inspection.mostConfidentlyWrong.allSatisfy { $0.probability.isFinite })
    }
}
