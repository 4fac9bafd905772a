/// Lines over one horizontal axis. A plain value: `svg()` and `png(scale:)` draw it.
package struct LineChart: Hashable, Sendable {
    package var title: String
    package var xAxis: Axis
    package var yAxis: Axis
    package var series: [Series]
    package var marks: [Mark]
    package var shadedRange: ShadedRange?

    package init(
        title: String, xAxis: Axis, yAxis: Axis, series: [Series], marks: [Mark] = [],
        shadedRange: ShadedRange? = nil
    ) {
        self.title = title
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
        self.marks = marks
        self.shadedRange = shadedRange
    }
}

package struct Axis: Hashable, Sendable {
    package enum Scale: Hashable, Sendable { case linear, logarithmic }

    /// Which values the axis spans.
    package enum Extent: Hashable, Sendable {
        /// All of them.
        case all
        /// All but those that shoot up, so that the others stay readable: more than `factor` times as far above the
        /// lowest value as the `usual` ones are, and above `kept`. Their lines leave at the top.
        case withoutExplosions(factor: Double = 10, usual: Share = .threeQuarters, kept: Double? = nil)
    }

    /// How many of the values, from the lowest on, are the usual ones.
    package enum Share: Hashable, Sendable {
        /// Few values on different levels: the usual ones are also taken to spread by as much as the lowest is, and by
        /// 1, so that the loss of an untrained network, ln(classes), is no explosion however small the lowest one is.
        case half
        /// What lies more than 10 times as far above the lowest value as those of `half` has exploded too: of few lines
        /// one is more than a quarter of the values.
        case threeQuarters
    }

    package var label: String
    package var scale: Scale
    package var extent: Extent

    package init(_ label: String, scale: Scale = .linear, extent: Extent = .all) {
        self.label = label
        self.scale = scale
        self.extent = extent
    }
}

package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// One line. Points that are not finite, or not positive on a logarithmic axis, leave a gap.
package struct Series: Hashable, Sendable {
    package enum Emphasis: Hashable, Sendable {
        case normal
        /// Thin and pale, behind the others: raw values under a smoothed line.
        case faint
    }

    package var label: String
    /// What stands for the label where those of all lines do not fit; the label itself if nil.
    package var shortLabel: String?
    package var points: [Point]
    /// What the line is the middle of, drawn as a pale band; empty for none.
    package var band: [BandPoint]
    /// Index of the line's colour, the line's position if nil: lines that belong together share one. Where the colours
    /// are used up they come again, with another dash.
    package var color: Int?
    package var emphasis: Emphasis
    /// Whether the vertical axis has to have room for it. Where no line asks for that, for all of them.
    package var setsScale: Bool

    package init(
        label: String, shortLabel: String? = nil, points: [Point], band: [BandPoint] = [], color: Int? = nil,
        emphasis: Emphasis = .normal, setsScale: Bool = true
    ) {
        self.label = label
        self.shortLabel = shortLabel
        self.points = points
        self.band = band
        self.color = color
        self.emphasis = emphasis
        self.setsScale = setsScale
    }
}

/// The height of a band at one place.
package struct BandPoint: Hashable, Sendable {
    package var x: Double
    package var low: Double
    package var high: Double

    package init(x: Double, low: Double, high: Double) {
        self.x = x
        self.low = low
        self.high = high
    }
}

/// A place on the horizontal axis that the chart is about, with its name.
package struct Mark: Hashable, Sendable {
    package var label: String
    package var x: Double
    /// Index of the line that it has a dot on, where that line reaches it.
    package var line: Int?
    /// The axis makes room for normal ones; faint ones are shown where they lie within.
    package var emphasis: Series.Emphasis

    package init(_ label: String, x: Double, line: Int? = nil, emphasis: Series.Emphasis = .normal) {
        self.label = label
        self.x = x
        self.line = line
        self.emphasis = emphasis
    }
}

/// A stretch of the horizontal axis, drawn as a band behind the lines as far as the axis goes.
package struct ShadedRange: Hashable, Sendable {
    package var label: String
    package var range: ClosedRange<Double>

    package init(_ label: String, _ range: ClosedRange<Double>) {
        self.label = label
        self.range = range
    }
}
