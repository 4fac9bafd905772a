import Foundation
import TestSupport
import Testing

private func safetensors() throws -> PythonEnvironment? {
    try PythonEnvironment.make(["safetensors==0.8.0", "numpy==2.4.6"])
}

/// Checkpoints in the hands of other programs. Needs Python and PyPI.
@Suite(.enabled("needs safetensors from PyPI") { try safetensors() != nil })
struct CheckpointTests {
    /// Writes a data set of its own: four classes, each a bright square in its corner of a noisy picture.
    private static let dataset = """
        import pathlib, sys
        import numpy
        random = numpy.random.default_rng(5)
        folder = pathlib.Path(sys.argv[1])
        folder.mkdir()
        for part, count in [("train", 600), ("t10k", 300)]:
            labels = random.integers(0, 4, count, dtype=numpy.uint8)
            images = random.integers(0, 120, (count, 28, 28), dtype=numpy.uint8)
            for image, label in zip(images, labels):
                row, column = 4 + 12 * (label // 2), 4 + 12 * (label % 2)
                image[row:row + 8, column:column + 8] += random.integers(0, 130, (8, 8), dtype=numpy.uint8)
            for name, array in [("images-idx3", images), ("labels-idx1", labels)]:
                sizes = numpy.array(array.shape, ">u4").tobytes()
                (folder / f"{part}-{name}-ubyte").write_bytes(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes())
        """

    /// LeNet-5 in NumPy: mean loss and accuracy on the test set with the weights of a checkpoint.
    private static let lenet = """
        import json, pathlib, sys
        import numpy
        from numpy.lib.stride_tricks import sliding_window_view
        from safetensors import safe_open
        from safetensors.numpy import load_file

        def read(name):
            raw = pathlib.Path(sys.argv[1], name).read_bytes()
            sizes = numpy.frombuffer(raw, ">u4", count=raw[3], offset=4).astype(int)
            return numpy.frombuffer(raw, numpy.uint8, offset=4 + 4 * raw[3]).reshape(sizes)

        def convolution(x, weight, bias, padding):
            x = numpy.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
            windows = sliding_window_view(x, weight.shape[2:], axis=(2, 3))
            return numpy.einsum("ncijhw,kchw->nkij", windows, weight, optimize=True) + bias[:, None, None]

        def pool(x):
            n, c, h, w = x.shape
            return x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

        def relu(x): return numpy.maximum(x, 0)

        weights = {name: tensor.astype(numpy.float64) for name, tensor in load_file(sys.argv[2]).items()}
        with safe_open(sys.argv[2], "numpy") as file: metadata = file.metadata()
        scale, offset = (numpy.array(json.loads(metadata[key]), numpy.float32).reshape(-1, 1, 1)
                         for key in ["input_scale", "input_offset"])
        x = read("t10k-images-idx3-ubyte")[:, None].astype(numpy.float32) * scale + offset
        labels = read("t10k-labels-idx1-ubyte")
        for layer, padding in [("conv1", 2), ("conv2", 0)]:
            x = pool(relu(convolution(x, weights[layer + ".weight"], weights[layer + ".bias"], padding)))
        x = x.reshape(len(x), -1)
        for layer in ["dense1", "dense2", "dense3"]:
            x = x @ weights[layer + ".weight"].T + weights[layer + ".bias"]
            if layer != "dense3": x = relu(x)
        x = x - x.max(axis=1, keepdims=True)
        losses = numpy.log(numpy.exp(x).sum(axis=1)) - x[numpy.arange(len(x)), labels]
        print(json.dumps({"loss": losses.mean(), "accuracy": (x.argmax(axis=1) == labels).mean(),
                          "metadata": metadata, "shapes": {name: list(w.shape) for name, w in weights.items()}}))
        """

    /// Each at a rate at which it has learned something, and not all: a loss near 0 would be mostly rounding.
    @Test(arguments: [("none", "2e-3"), ("standardize", "2e-4"), ("raw", "5e-5")])
    func `the weights of a checkpoint give another program the same test accuracy`(
        normalize: String, rate: String
    ) throws {
        let python = try #require(try safetensors())
        let program = try Program(
            experiment: """
                base:
                  dataset: {idx: {path: data, classes: 4}, normalize: \(normalize)}
                  epochs: 3
                  validate_every: 3
                  learning_rate: \(rate)
                """)
        let made = try python.run(Self.dataset, [program.folder.file("data")])
        try #require(made.status == 0, "\(made.errors)")
        let result = try program.xrun("experiment.yaml")
        try #require(result.status == 0, "\(result.errors)")
        let folder = "runs/experiment/base"
        let record = try JSONDecoder().decode(JSONValue.self, from: Data(program.text("\(folder)/run.json").utf8))
        let score = try #require(record["test"])
        // Validated once, at the end: the best weights are the last ones.
        for name in ["best", "last"] {
            let answer = try python.run(
                Self.lenet, [program.folder.file("data"), program.folder.file("\(folder)/\(name).safetensors")])
            try #require(answer.status == 0, "\(answer.errors)")
            let found = try JSONDecoder().decode(JSONValue.self, from: Data(answer.output.utf8))
            #expect(found["accuracy"]?.number == score["accuracy"]?.number)
            let (loss, expected) = (try #require(found["loss"]?.number), try #require(score["loss"]?.number))
            #expect(abs(loss - expected) < 1e-5 * expected, "Float against Double")
            #expect(found["metadata"]?["identity"] == record["identity"])
            #expect(found["metadata"]?["step"]?.string == "24")
            let shapes = found["shapes"]?.entries ?? [:]
            #expect(shapes["conv2.weight"] == .array([.number(16), .number(6), .number(5), .number(5)]))
            #expect(shapes["dense1.weight"] == .array([.number(120), .number(400)]))
            #expect((shapes["optimizer.second_moment.dense3.bias"] == .array([.number(4)])) == (name == "last"))
        }
        let accuracy = try #require(score["accuracy"]?.number)
        #expect(accuracy > 0.4, "four classes: chance is 0.25")
    }
}
