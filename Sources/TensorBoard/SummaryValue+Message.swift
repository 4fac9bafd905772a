import Foundation
import SwiftProtobuf
import TensorBoardMessages

extension SummaryValue {
    /// The value as TensorFlow's message. Scalars are `simple_value`, the only form that every reader lists as a
    /// scalar; the others are tensors that name their plugin.
    func message() throws(TensorBoardError) -> Tensorflow_Summary.Value {
        switch self {
        case .scalar(let tag, let number):
            .with {
                $0.tag = tag
                $0.simpleValue = number
            }
        case .text(let tag, let markdown):
            .plugin("text", tag: tag, tensor: .strings([Data(markdown.utf8)], shape: []))
        case .image(let tag, let image):
            .plugin(
                "images", tag: tag,
                tensor: .strings(
                    [Data("\(image.width)".utf8), Data("\(image.height)".utf8), Data(image.bytes)], shape: [3]))
        case .histogram(let tag, let buckets):
            .plugin(
                "histograms", tag: tag,
                tensor: .with {
                    $0.dtype = .dtDouble
                    $0.tensorShape = .shape([buckets.count, 3])
                    $0.doubleVal = buckets.flatMap { [$0.low, $0.high, $0.count] }
                })
        case .precisionRecall(let tag, let curve):
            .plugin(
                "pr_curves",
                content: try Tensorboard_PrCurvePluginData.with { $0.numThresholds = UInt32(curve.precision.count) }
                    .deterministicBytes(),
                tag: tag,
                tensor: .with {
                    $0.dtype = .dtFloat
                    $0.tensorShape = .shape([6, curve.precision.count])
                    $0.floatVal =
                        curve.truePositives + curve.falsePositives + curve.trueNegatives + curve.falseNegatives
                        + curve.precision + curve.recall
                })
        case .customScalars(let categories):
            .plugin(
                "custom_scalars", tag: "custom_scalars__config__",
                tensor: .strings(
                    [try Tensorboard_Layout.with { $0.category = categories.map(\.message) }.deterministicBytes()],
                    shape: []))
        case .hyperParameterTable(let table):
            try .hyperParameters("experiment", .with { $0.experiment = table.message })
        case .sessionStart(let session):
            try .hyperParameters("session_start_info", .with { $0.sessionStartInfo = session.message })
        case .sessionEnd(let end):
            try .hyperParameters("session_end_info", .with { $0.sessionEndInfo = end.message })
        }
    }
}

extension Tensorflow_Summary.Value {
    fileprivate static func plugin(
        _ name: String, content: Data = Data(), tag: String, tensor: Tensorflow_TensorProto
    ) -> Self {
        .with {
            $0.tag = tag
            $0.metadata.pluginData.pluginName = name
            $0.metadata.pluginData.content = content
            $0.tensor = tensor
        }
    }

    /// All of it is in the metadata; the tensor is there because a value has to have one.
    fileprivate static func hyperParameters(
        _ name: String, _ data: Tensorboard_Hparams_HParamsPluginData
    ) throws(TensorBoardError) -> Self {
        plugin(
            "hparams", content: try data.deterministicBytes(), tag: "_hparams_/\(name)",
            tensor: .with {
                $0.dtype = .dtFloat
                $0.tensorShape.dim = [Tensorflow_TensorShapeProto.Dim()]
            })
    }
}

extension Tensorflow_TensorProto {
    fileprivate static func strings(_ elements: [Data], shape: [Int]) -> Self {
        .with {
            $0.dtype = .dtString
            $0.tensorShape = .shape(shape)
            $0.stringVal = elements
        }
    }
}

extension Tensorflow_TensorShapeProto {
    static func shape(_ sizes: [Int]) -> Self {
        .with { $0.dim = sizes.map { size in .with { $0.size = Int64(size) } } }
    }
}

extension ChartCategory {
    fileprivate var message: Tensorboard_Category {
        .with {
            $0.title = title
            $0.chart = charts.map { chart in
                .with {
                    $0.title = chart.title
                    $0.multiline.tag = chart.tags
                }
            }
        }
    }
}

extension Message {
    /// Equal messages give equal bytes: map entries by key, not in the order of Swift's per-process hashing.
    func deterministicBytes<Bytes: SwiftProtobufContiguousBytes>() throws(TensorBoardError) -> Bytes {
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        do {
            return try serializedBytes(options: options)
        } catch {
            throw .encoding(reason: "\(error)")
        }
    }
}
