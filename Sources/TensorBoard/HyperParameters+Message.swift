import SwiftProtobuf
import TensorBoardMessages

extension HyperParameterTable {
    var message: Tensorboard_Hparams_Experiment {
        .with {
            $0.name = name
            $0.description_p = description
            $0.hparamInfos = columns.map(\.message)
            $0.metricInfos = metrics.map(\.message)
        }
    }
}

extension HyperParameterColumn {
    fileprivate var message: Tensorboard_Hparams_HParamInfo {
        .with {
            $0.name = name
            switch domain {
            case .numbers(let minimum, let maximum):
                $0.type = .float64
                $0.domainInterval = .with {
                    $0.minValue = minimum
                    $0.maxValue = maximum
                }
            case .strings(let values):
                $0.type = .string
                $0.domainDiscrete = Google_Protobuf_ListValue(
                    values: values.map { Google_Protobuf_Value(stringValue: $0) })
            case .bools:
                $0.type = .bool
                $0.domainDiscrete = Google_Protobuf_ListValue(
                    values: [false, true].map { Google_Protobuf_Value(boolValue: $0) })
            }
        }
    }
}

extension MetricColumn {
    fileprivate var message: Tensorboard_Hparams_MetricInfo {
        .with {
            $0.name.tag = tag
            $0.displayName = displayName
        }
    }
}

extension HyperParameterSession {
    var message: Tensorboard_Hparams_SessionStartInfo {
        .with {
            $0.hparams = values.mapValues(\.message)
            $0.groupName = group
            $0.startTimeSecs = startTime
        }
    }
}

extension HyperParameterValue {
    fileprivate var message: Google_Protobuf_Value {
        switch self {
        case .number(let value): Google_Protobuf_Value(numberValue: value)
        case .string(let value): Google_Protobuf_Value(stringValue: value)
        case .bool(let value): Google_Protobuf_Value(boolValue: value)
        }
    }
}

extension SessionEnd {
    var message: Tensorboard_Hparams_SessionEndInfo {
        .with {
            switch status {
            case .success: $0.status = .success
            case .failure: $0.status = .failure
            }
            $0.endTimeSecs = endTime
        }
    }
}
