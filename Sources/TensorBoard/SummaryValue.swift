/// One thing to show at a step. A tag's part before the first `/` is the section in which it stands.
package enum SummaryValue: Hashable, Sendable {
    /// A point of a series. Not-a-number and infinities are shown as such.
    case scalar(tag: String, Float)
    /// Markdown, shown in the Text tab.
    case text(tag: String, markdown: String)
    /// TensorBoard keeps ten steps of a tag, the last always among them.
    case image(tag: String, PNGImage)
    /// How numbers are spread. TensorBoard keeps 500 steps of a tag.
    case histogram(tag: String, [HistogramBucket])
    /// Precision against recall of one class.
    case precisionRecall(tag: String, PrecisionRecall)
    /// Charts that show several tags; the same in every folder.
    case customScalars([ChartCategory])
    /// The columns of the HParams table.
    case hyperParameterTable(HyperParameterTable)
    /// A row of the HParams table.
    case sessionStart(HyperParameterSession)
    /// How that row's session ended.
    case sessionEnd(SessionEnd)
}

/// A stretch of numbers, `low` included, `high` in the last bucket only.
package struct HistogramBucket: Hashable, Sendable {
    package var low: Double
    package var high: Double
    package var count: Double

    package init(low: Double, high: Double, count: Double) {
        self.low = low
        self.high = high
        self.count = count
    }
}

/// A value for each of evenly spaced thresholds 0 … 1.
package struct PrecisionRecall: Hashable, Sendable {
    package var truePositives: [Float]
    package var falsePositives: [Float]
    package var trueNegatives: [Float]
    package var falseNegatives: [Float]
    package var precision: [Float]
    package var recall: [Float]

    package init(
        truePositives: [Float], falsePositives: [Float], trueNegatives: [Float], falseNegatives: [Float],
        precision: [Float], recall: [Float]
    ) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.trueNegatives = trueNegatives
        self.falseNegatives = falseNegatives
        self.precision = precision
        self.recall = recall
    }
}

/// Charts under one title of the Custom Scalars tab. Charts of one title in several folders are shown once.
package struct ChartCategory: Hashable, Sendable {
    package struct Chart: Hashable, Sendable {
        package var title: String
        /// Regular expressions, each matched from the beginning of a tag.
        package var tags: [String]

        package init(_ title: String, tags: [String]) {
            self.title = title
            self.tags = tags
        }
    }

    package var title: String
    package var charts: [Chart]

    package init(_ title: String, charts: [Chart]) {
        self.title = title
        self.charts = charts
    }
}

/// An encoded picture.
package struct PNGImage: Hashable, Sendable {
    package var bytes: [UInt8]
    /// In pixels.
    package var width: Int
    package var height: Int

    package init(bytes: [UInt8], width: Int, height: Int) {
        self.bytes = bytes
        self.width = width
        self.height = height
    }
}
