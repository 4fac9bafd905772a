import Foundation

/// Reads event files with TensorBoard's own Python classes and TensorFlow's own message definitions.
public struct TensorBoardReader: Sendable {
    /// One value of one event. Numbers that are not finite compare equal to themselves.
    public struct Value: Hashable, Sendable {
        /// The file's name.
        public var file: String
        public var step: Int
        public var tag: String
        /// Nil for what is no scalar.
        public var scalar: Double?
        /// "text", "images", "hparams"; empty for scalars.
        public var plugin: String
        /// The picture's file; nil for what is no image.
        public var image: [UInt8]?
    }

    public struct Contents: Sendable {
        /// Whole records by file name.
        public var recordCounts: [String: Int]
        /// In the order of reading.
        public var values: [Value]
        /// What `EventAccumulator` makes of the folder: points by tag.
        public var scalars: [String: [TensorBoardServer.Point]]
    }

    private let python: PythonEnvironment

    /// - Parameter python: `TensorBoardServer.python()`.
    public init(python: PythonEnvironment) { self.python = python }

    /// Reads every event file of `folder`; throws where a record does not parse.
    public func read(_ folder: String) throws -> Contents {
        let result = try python.run(Self.script, [folder])
        guard result.status == 0 else { throw TensorBoardServer.Problem(description: result.errors) }
        let answer = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
        return Contents(
            recordCounts: (answer["records"]?.entries ?? [:]).mapValues { Int($0.number ?? 0) },
            values: (answer["values"]?.elements ?? []).map {
                Value(
                    file: $0["file"]?.string ?? "", step: Int($0["step"]?.number ?? -1), tag: $0["tag"]?.string ?? "",
                    scalar: $0["scalar"]?.number, plugin: $0["plugin"]?.string ?? "",
                    image: ($0["image"]?.string).flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) })
            },
            scalars: (answer["scalars"]?.entries ?? [:]).mapValues { points in
                points.elements.map {
                    TensorBoardServer.Point(step: Int($0[0]?.number ?? -1), value: $0[1]?.number ?? .nan)
                }
            })
    }

    private static let script = """
        import base64, json, math, pathlib, sys
        from tensorboard.backend.event_processing import event_accumulator, event_file_loader
        from tensorboard.compat.proto import event_pb2

        def number(value):
            if math.isnan(value): return "NaN"
            if math.isinf(value): return "Infinity" if value > 0 else "-Infinity"
            return value

        folder, records, values = sys.argv[1], {}, []
        for path in sorted(pathlib.Path(folder).glob("*tfevents*")):
            records[path.name] = 0
            for record in event_file_loader.RawEventFileLoader(str(path)).Load():
                event = event_pb2.Event.FromString(record)
                records[path.name] += 1
                for value in event.summary.value:
                    scalar = number(value.simple_value) if value.HasField("simple_value") else None
                    plugin = value.metadata.plugin_data.plugin_name
                    # Behind its width and its height.
                    image = base64.b64encode(value.tensor.string_val[2]).decode() if plugin == "images" else None
                    values.append({"file": path.name, "step": event.step, "tag": value.tag, "scalar": scalar,
                                   "plugin": plugin, "image": image})
        accumulator = event_accumulator.EventAccumulator(folder, size_guidance={"scalars": 0}).Reload()
        scalars = {tag: [[event.step, number(event.value)] for event in accumulator.Scalars(tag)]
                   for tag in accumulator.Tags()["scalars"]}
        print(json.dumps({"records": records, "values": values, "scalars": scalars}, allow_nan=False))
        """
}
