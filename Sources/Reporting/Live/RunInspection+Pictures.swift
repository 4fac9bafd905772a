import Experiment
import Figures
import TensorBoard

extension RunInspection {
    /// Behind the scalars' sections: the pictures of many runs would fill the first screen.
    private static let section = "validation_samples"
    /// A pixel to the point: legible at TensorBoard's size, and each run waits for its pictures.
    private static let scale = 1.0

    /// As TensorBoard shows it.
    func summaryValues() throws(ReportingError) -> [SummaryValue] {
        var values: [SummaryValue] = [
            .image(tag: "\(Self.section)/confusion_matrix", try confusionFigure.picture(scale: Self.scale))
        ]
        if !mostConfidentlyWrong.isEmpty {
            values.append(
                .image(tag: "\(Self.section)/most_confidently_wrong", try wrongSamplesFigure.picture(scale: Self.scale))
            )
        }
        for curve in curves {
            values.append(.precisionRecall(tag: "precision_recall/\(name(curve.classIndex))", curve.message))
        }
        return values
    }

    private func name(_ index: Int) -> String {
        classNames.indices.contains(index) ? classNames[index] : String(index)
    }

    private var confusionFigure: SummaryFigure {
        let names = confusion.counts.indices.map(name)
        let title = "Validation samples after step \(step): what each class was taken for"
        let cells = confusion.counts.map { row in
            let samples = Double(max(1, row.reduce(0, +)))
            return row.map { HeatMap.Cell?.some(.init(Double($0) / samples, text: $0 > 0 ? String($0) : "")) }
        }
        return SummaryFigure(
            name: "confusion", title: title,
            figure: HeatMap(
                title: title, rows: .init("true class", labels: names), columns: .init("taken for", labels: names),
                cells: cells))
    }

    private var wrongSamplesFigure: SummaryFigure {
        let title = "Validation samples after step \(step): the most confident mistakes"
        let items = mostConfidentlyWrong.map { sample in
            ImageSheet.Item(
                pixels: sample.pixels, caption: "\(name(sample.label)) → \(name(sample.found))",
                note: "\(NumberSpelling.percent(Double(sample.probability), decimals: 1)), sample \(sample.position)")
        }
        return SummaryFigure(
            name: "wrong", title: title,
            figure: ImageSheet(title: title, width: sampleShape.width, height: sampleShape.height, items: items))
    }
}

extension PrecisionRecallCurve {
    fileprivate var message: PrecisionRecall {
        PrecisionRecall(
            truePositives: truePositives.map(Float.init), falsePositives: falsePositives.map(Float.init),
            trueNegatives: trueNegatives.map(Float.init), falseNegatives: falseNegatives.map(Float.init),
            precision: precision.map { Float($0) }, recall: recall.map { Float($0) })
    }
}
