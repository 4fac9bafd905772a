package import Experiment
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
            .image(
                tag: "\(Self.section)/confusion_matrix",
                try confusionMatrix.picture(called: "confusion.png", scale: Self.scale))
        ]
        if !mostConfidentlyWrong.isEmpty {
            values.append(
                .image(
                    tag: "\(Self.section)/most_confidently_wrong",
                    try wrongSamples.picture(called: "wrong.png", scale: Self.scale)))
        }
        for curve in curves {
            values.append(.precisionRecall(tag: "precision_recall/\(name(curve.classIndex))", curve.message))
        }
        return values
    }

    private func name(_ index: Int) -> String {
        classNames.indices.contains(index) ? classNames[index] : String(index)
    }

    private var confusionMatrix: HeatMap {
        let names = confusion.counts.indices.map(name)
        let title = "Validation samples after step \(step): what each class was taken for"
        let cells = confusion.counts.map { row in
            let samples = Double(max(1, row.reduce(0, +)))
            return row.map { HeatMap.Cell?.some(.init(Double($0) / samples, text: $0 > 0 ? String($0) : "")) }
        }
        return HeatMap(
            title: title, rows: .init("true class", labels: names), columns: .init("taken for", labels: names),
            cells: cells)
    }

    /// Says what a picture shows where it is not the sample as it is.
    package var wrongSamplesTitle: String {
        let title = "Validation samples after step \(step): the most confident mistakes"
        if sampleShape.isVector { return title + ", features in rows" }
        return switch sampleShape.channels {
        case ...1, 3: title
        case 2: title + ", first of two channels"
        default: title + ", first three channels"
        }
    }

    private var wrongSamples: ImageSheet {
        let items = mostConfidentlyWrong.map { sample in
            ImageSheet.Item(
                pixels: sampleShape.picturePixels(of: sample.pixels),
                caption: "\(name(sample.label)) → \(name(sample.found))",
                note: "\(NumberSpelling.percent(Double(sample.probability), decimals: 1)), sample \(sample.position)")
        }
        let (width, height) = sampleShape.pictureSize
        return ImageSheet(title: wrongSamplesTitle, width: width, height: height, items: items)
    }
}

extension SampleShape {
    /// Channels of one pixel are features, no colours.
    fileprivate var isVector: Bool { height * width == 1 && channels > 1 }

    /// Of a sample's picture, in pixels. Features lie in rows that make nearly a square, each a grey one.
    package var pictureSize: (width: Int, height: Int) {
        guard isVector else { return (width, height) }
        let columns = Int(Double(channels).squareRoot().rounded(.up))
        return (columns, (channels + columns - 1) / columns)
    }

    /// What is drawn of a sample's pixels: two channels are no colours, and a picture takes the first alone as grey.
    package func picturePixels(of pixels: [UInt8]) -> [UInt8] {
        !isVector && channels == 2 ? Array(pixels.prefix(height * width)) : pixels
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
