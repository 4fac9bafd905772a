"""Reference numbers for NeuralNet's tests, from PyTorch in float64.

    python -m venv venv && venv/bin/pip install torch==2.15.0 numpy==2.4.6
    venv/bin/python make_fixtures.py

Writes networks.json, optimizers.json, momentum.json, lenet.json and lenet_parameters.bin beside itself. Samples, weights and gradients
follow from a formula (`numbers`) that the tests share (`FormulaNumbers.swift`), so only results are stored.
"""

import json
import math
import pathlib

import numpy
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent
torch.set_num_threads(1)


def numbers(stream, count, start=0):
    """24 random bits for each index: SplitMix64's mixing function over (stream, index)."""
    with numpy.errstate(over="ignore"):
        z = (numpy.uint64(stream) << numpy.uint64(32)) + numpy.arange(start, start + count, dtype=numpy.uint64)
        z = z * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return (z ^ (z >> numpy.uint64(31))) >> numpy.uint64(40)


def uniform(stream, count, bound):
    """Float32 in [-bound, bound)."""
    unit = numbers(stream, count).astype(numpy.float32) * numpy.float32(2**-23) - numpy.float32(1)
    return unit * numpy.float32(bound)


def samples(shape, count, scale, offset):
    """Bytes of stream 1, scaled in float32 with a rounding after each operation."""
    data = (numbers(1, count * math.prod(shape)) >> numpy.uint64(16)).astype(numpy.float32)
    return torch.from_numpy((data * numpy.float32(scale) + numpy.float32(offset)).reshape(count, *shape))


def labels(count, classes):
    return torch.from_numpy((numbers(2, count) % numpy.uint64(classes)).astype(numpy.int64))


def marked_samples(count):
    """28 x 28 images that can be learned: noise of half the range, and every tenth row bright, from the label's on."""
    data = numbers(1, count * 784).reshape(count, 28, 28) >> numpy.uint64(17)
    bright = numpy.arange(28)[None, :] % 10 == labels(count, 10).numpy()[:, None]
    data = (data + 128 * bright[:, :, None].astype(numpy.uint64)).astype(numpy.float32)
    return torch.from_numpy((data * numpy.float32(1 / 255)).reshape(count, 1, 28, 28))


def mix(z):
    """SplitMix64's mixing function."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    return z ^ (z >> 31)


def dropout_key(seed, layer, step):
    """First number of the stream for one layer and step (`RandomStream.swift`)."""
    golden = 0x9E3779B97F4A7C15
    state = mix((seed + golden) % 2**64)
    state = mix(state ^ (3 * 0xD1B54A32D192ED03 % 2**64))
    state = mix(state ^ (((layer << 40) ^ step) * 0xABC98388FB8FAC03 % 2**64))
    return mix((state + golden) % 2**64)


class Dropout(nn.Module):
    """PyTorch's dropout with the masks of `DropoutMask.swift` in place of its own random numbers."""

    def __init__(self, layer, rate):
        super().__init__()
        self.key, self.rate = dropout_key(SEED, layer, STEP), rate

    def forward(self, x):
        if not self.training:
            return x
        count, features = x.shape[0], x[0].numel()
        sample, feature = numpy.arange(count)[:, None], numpy.arange(features)[None, :]
        h = (((sample // 8) * features + feature) * 8 + sample % 8).astype(numpy.uint32)
        low, high = numpy.uint32(self.key % 2**32), numpy.uint32(self.key >> 32)
        h = h ^ low
        h = (h ^ (h >> numpy.uint32(17))) * numpy.uint32(0xED5AD4BB) ^ high
        h = (h ^ (h >> numpy.uint32(11))) * numpy.uint32(0xAC4C1B51)
        h = (h ^ (h >> numpy.uint32(15))) * numpy.uint32(0x31848BAB)
        h = h ^ (h >> numpy.uint32(14))
        kept = torch.from_numpy((h >> numpy.uint32(9)) * 2.0**-23 >= self.rate).reshape(x.shape)
        return x * kept / (1 - self.rate)


# What the tests build and train the networks with.
SEED, STEP = 0, 5


def build(layers, shape):
    """A network of the layers as the tests write them, with its parameters from streams 100, 101, ... in float64."""
    modules, probe = [], torch.zeros(1, *shape, dtype=torch.float64)
    for index, (kind, *a) in enumerate(layers):
        if kind == "conv2d":
            module = nn.Conv2d(probe.shape[1], a[0], a[1], stride=a[2], padding=a[3])
        elif kind == "max_pool2d":
            module = nn.MaxPool2d(a[0], a[1])
        elif kind == "average_pool2d":
            module = nn.AvgPool2d(a[0], a[1])
        elif kind == "dense":
            module = nn.Linear(probe.shape[1], a[0])
        elif kind == "leaky_relu":
            module = nn.LeakyReLU(a[0])
        elif kind == "batch_norm":
            module = (nn.BatchNorm2d if probe.dim() == 4 else nn.BatchNorm1d)(probe.shape[1], a[1], a[0])
        elif kind == "dropout":
            module = Dropout(index, a[0])
        else:
            module = {"flatten": nn.Flatten, "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid,
                      "gelu": nn.GELU}[kind]()
        module = module.double()
        probe = module.eval()(probe)
        modules.append(module)
    network = nn.Sequential(*modules).train()
    stream = 100
    for module in network:
        if not list(module.parameters()):
            continue
        bound = 1 / math.sqrt(module.weight[0].numel())
        for parameter in (module.weight, module.bias):
            values = uniform(stream, parameter.numel(), bound).astype(numpy.float64)
            parameter.data = torch.from_numpy(values).reshape(parameter.shape)
            stream += 1
    return network


def short(tensor):
    """Nine significant digits: more than a Float32 holds."""
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


NETWORKS = [
    # name, input, classes, samples, label smoothing, layers
    ("one dense layer, one sample", (1, 3, 5), 4, 1, 0, ["flatten", ("dense", 4)]),
    ("dense layers with every activation", (2, 3, 3), 3, 13, 0.1,
     ["flatten", ("dense", 11), "relu", ("dense", 7), "tanh", ("dense", 9), "sigmoid", ("dense", 3)]),
    ("kernel 1", (3, 5, 7), 3, 8, 0, [("conv2d", 5, 1, 1, 0), "relu", "flatten", ("dense", 3)]),
    ("kernel 2, pooled without an activation", (1, 9, 7), 5, 17, 0,
     [("conv2d", 7, 2, 1, 0), ("max_pool2d", 2, 2), "flatten", ("dense", 5)]),
    ("kernel 3 twice with padding", (2, 11, 9), 4, 20, 0.05,
     [("conv2d", 5, 3, 1, 1), "relu", ("max_pool2d", 2, 2), ("conv2d", 6, 3, 1, 1), "relu", ("max_pool2d", 2, 2),
      "flatten", ("dense", 4)]),
    ("kernel 5, tanh and sigmoid", (1, 10, 10), 3, 5, 0,
     [("conv2d", 3, 5, 1, 2), "tanh", ("max_pool2d", 2, 2), ("conv2d", 4, 5, 1, 0), "sigmoid", "flatten",
      ("dense", 3)]),
    ("kernel 7 with stride 2", (1, 13, 12), 3, 33, 0,
     [("conv2d", 4, 7, 2, 3), "relu", "flatten", ("dense", 3)]),
    ("stride 2 twice", (2, 11, 13), 3, 9, 0,
     [("conv2d", 5, 3, 2, 1), "relu", ("conv2d", 7, 2, 2, 0), "tanh", "flatten", ("dense", 3)]),
    ("overlapping pools", (1, 12, 11), 4, 10, 0,
     [("conv2d", 3, 3, 1, 1), "relu", ("max_pool2d", 3, 2), ("conv2d", 5, 2, 1, 0), ("max_pool2d", 2, 1), "flatten",
      ("dense", 4)]),
    ("pool with gaps", (1, 12, 12), 3, 6, 0,
     [("conv2d", 4, 3, 1, 1), "relu", ("max_pool2d", 2, 3), ("conv2d", 3, 2, 1, 1), ("max_pool2d", 1, 2), "flatten",
      ("dense", 3)]),
    ("pool first, flatten twice", (2, 9, 8), 3, 7, 0,
     [("max_pool2d", 2, 2), ("conv2d", 3, 3, 1, 0), "relu", "flatten", "flatten", ("dense", 3)]),
    ("activations alone", (1, 8, 8), 3, 12, 0,
     ["relu", "tanh", ("conv2d", 3, 3, 1, 0), ("max_pool2d", 2, 2), "relu", "sigmoid", "flatten", "tanh",
      ("dense", 6), "relu", "sigmoid", ("dense", 3)]),
    ("three convolutions without a pool", (2, 8, 7), 4, 40, 0,
     [("conv2d", 13, 3, 1, 1), "relu", ("conv2d", 3, 3, 1, 0), ("conv2d", 5, 3, 2, 1), "tanh", "flatten",
      ("dense", 4)]),
    ("kernel larger than its input", (1, 3, 4), 3, 3, 0,
     [("conv2d", 4, 5, 1, 2), "relu", "flatten", ("dense", 3)]),
    ("a small lenet on a whole batch", (1, 14, 14), 10, 64, 0.2,
     [("conv2d", 3, 5, 1, 2), "relu", ("max_pool2d", 2, 2), ("conv2d", 5, 3, 1, 0), "relu", ("max_pool2d", 2, 2),
      "flatten", ("dense", 12), "relu", ("dense", 10)]),
    ("average pools, overlapping and with gaps", (2, 12, 13), 3, 21, 0,
     [("conv2d", 4, 3, 1, 1), "tanh", ("average_pool2d", 3, 2), ("conv2d", 3, 2, 1, 1), ("average_pool2d", 1, 2),
      "relu", ("average_pool2d", 2, 1), "flatten", ("dense", 3)]),
    ("leaky relu, pooled, alone and behind dense layers", (1, 10, 9), 3, 19, 0,
     [("leaky_relu", 0.5), ("conv2d", 4, 3, 1, 1), ("leaky_relu", 0.01), ("max_pool2d", 2, 2), "flatten", ("dense", 7),
      ("leaky_relu", 0.25), ("dense", 5), ("leaky_relu", 0), ("dense", 3)]),
    ("gelu before a pool, behind one and behind dense layers", (2, 9, 10), 4, 23, 0.1,
     ["gelu", ("conv2d", 5, 3, 1, 1), "gelu", ("max_pool2d", 2, 2), "gelu", "flatten", ("dense", 9), "gelu",
      ("dense", 4)]),
    ("dropout of samples, pictures and vectors", (1, 9, 8), 4, 37, 0,
     [("dropout", 0.125), ("conv2d", 5, 3, 1, 1), "relu", ("max_pool2d", 2, 2), ("dropout", 0.25), "flatten",
      ("dropout", 0), ("dense", 30), "tanh", ("dropout", 0.5), ("dense", 4)]),
    ("batch normalization behind convolutions, fused and not", (2, 10, 9), 4, 41, 0.1,
     [("batch_norm", 0.1, 1e-5), ("conv2d", 5, 3, 1, 1), ("batch_norm", 0.3, 1e-5), "relu", ("max_pool2d", 2, 2),
      ("conv2d", 6, 3, 1, 0), ("batch_norm", 0.1, 1e-2), "gelu", "flatten", ("dense", 4)]),
    ("batch normalization of vectors", (1, 5, 6), 3, 29, 0,
     ["flatten", ("dense", 11), ("batch_norm", 0.1, 1e-5), "sigmoid", ("dense", 9), "tanh",
      ("batch_norm", 0.5, 1e-3), ("leaky_relu", 0.1), ("dense", 3), ("batch_norm", 0.1, 1e-5)]),
    ("batch normalization of a full batch", (1, 14, 14), 10, 64, 0,
     [("conv2d", 6, 5, 1, 2), ("batch_norm", 0.1, 1e-5), "relu", ("average_pool2d", 2, 2), "flatten",
      ("batch_norm", 0.1, 1e-5), ("dropout", 0.25), ("dense", 10)]),
    ("a last batch that fills no pair", (1, 9, 9), 3, 41, 0,
     [("conv2d", 4, 3, 1, 0), "relu", ("max_pool2d", 2, 2), "flatten", ("dense", 3)]),
]


def network_cases():
    cases = []
    for name, shape, classes, count, smoothing, layers in NETWORKS:
        layers = [[layer] if isinstance(layer, str) else list(layer) for layer in layers]
        scale, offset = 1 / 128, -1.0
        network = build(layers, shape)
        x, y = samples(shape, count, scale, offset).double(), labels(count, classes)
        logits = network(x)
        nn.functional.cross_entropy(logits, y, label_smoothing=smoothing).backward()
        smoothed = nn.functional.cross_entropy(logits, y, label_smoothing=smoothing, reduction="sum")
        evaluated = network.eval()(x)
        plain = nn.functional.cross_entropy(evaluated, y, reduction="sum")
        cases.append({
            "name": name, "input": list(shape), "classes": classes, "samples": count, "smoothing": smoothing,
            "scale": scale, "offset": offset,
            "layers": [{"kind": kind, "numbers": a} for kind, *a in layers],
            "step": STEP, "lossSum": smoothed.item(), "correct": int((logits.argmax(1) == y).sum()),
            "evaluatedLossSum": plain.item(), "evaluatedCorrect": int((evaluated.argmax(1) == y).sum()),
            "gradients": [short(p.grad) for p in network.parameters()],
            "runningStatistics": [short(b) for b in network.buffers() if b.dtype == torch.float64],
        })
    return cases


OPTIMIZERS = [
    # name, class, constants, learning rate, largest norm of the gradient
    ("sgd", torch.optim.SGD, {}, 0.05, None),
    ("sgd, weight decay", torch.optim.SGD, {"weight_decay": 0.01}, 0.05, None),
    ("sgd, momentum", torch.optim.SGD, {"momentum": 0.9}, 0.02, None),
    ("sgd, nesterov, weight decay", torch.optim.SGD,
     {"momentum": 0.8, "nesterov": True, "weight_decay": 0.02}, 0.02, None),
    ("sgd, clipped", torch.optim.SGD, {"momentum": 0.9}, 0.05, 1.5),
    ("adam", torch.optim.Adam, {}, 0.01, None),
    ("adam, other constants", torch.optim.Adam,
     {"betas": (0.8, 0.99), "eps": 1e-3, "weight_decay": 0.1}, 0.02, None),
    ("adam, clipped", torch.optim.Adam, {}, 0.01, 2.0),
    ("adamw", torch.optim.AdamW, {}, 0.01, None),
    ("adamw, other constants", torch.optim.AdamW,
     {"betas": (0.85, 0.95), "eps": 1e-6, "weight_decay": 0.3}, 0.02, None),
    ("rmsprop", torch.optim.RMSprop, {}, 0.01, None),
    ("rmsprop, momentum", torch.optim.RMSprop, {"momentum": 0.7, "weight_decay": 0.01}, 0.005, None),
    ("rmsprop, centered", torch.optim.RMSprop, {"alpha": 0.9, "centered": True}, 0.01, None),
    ("rmsprop, all", torch.optim.RMSprop,
     {"alpha": 0.9, "momentum": 0.5, "centered": True, "eps": 1e-5, "weight_decay": 0.02}, 0.005, None),
    ("adagrad", torch.optim.Adagrad, {}, 0.1, None),
    ("adagrad, all", torch.optim.Adagrad,
     {"lr_decay": 0.02, "initial_accumulator_value": 0.3, "eps": 1e-4, "weight_decay": 0.05}, 0.1, None),
]
OPTIMIZER_LAYERS, OPTIMIZER_INPUT = [["flatten"], ["dense", 4]], (1, 3, 5)
OPTIMIZER_STEPS = 50


def optimizer_cases():
    cases = []
    for name, kind, constants, rate, clip in OPTIMIZERS:
        network = build(OPTIMIZER_LAYERS, OPTIMIZER_INPUT)
        parameters = list(network.parameters())
        optimizer = kind(parameters, lr=rate, **constants)
        kept = []
        for step in range(OPTIMIZER_STEPS):
            for index, parameter in enumerate(parameters):
                gradient = uniform(1000 + 2 * step + index, parameter.numel(), 1).astype(numpy.float64)
                parameter.grad = torch.from_numpy(gradient).reshape(parameter.shape)
            if clip is not None:
                nn.utils.clip_grad_norm_(parameters, clip)
            optimizer.param_groups[0]["lr"] = rate * (1 + step / 50)  # a rate that moves
            optimizer.step()
            if step + 1 in (1, 2, 10, OPTIMIZER_STEPS):
                kept.append({"step": step + 1, "parameters": [short(p) for p in parameters]})
        cases.append({"name": name, "learningRate": rate, "clip": clip, "kept": kept})
    return cases


def one_cycle(optimizer, **settings):
    return torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.05, total_steps=OPTIMIZER_STEPS, **settings)


def cyclic(optimizer, **settings):
    return torch.optim.lr_scheduler.CyclicLR(optimizer, base_lr=0.002, max_lr=0.02, step_size_up=6, **settings)


# The optimizers of `OptimizerTests.movingMomentum`: momentum moves with the rate, as PyTorch's schedulers move both.
MOVING_MOMENTUM = [
    ("sgd", torch.optim.SGD, {}, one_cycle, {}),
    ("sgd, nesterov", torch.optim.SGD, {"momentum": 0.5, "nesterov": True}, one_cycle, {}),
    ("sgd, down to none", torch.optim.SGD, {"momentum": 0.5}, cyclic, {"base_momentum": 0.0, "max_momentum": 0.9}),
    ("adam", torch.optim.Adam, {}, one_cycle, {}),
    ("adam, wide", torch.optim.Adam, {"weight_decay": 0.1}, cyclic, {"base_momentum": 0.1, "max_momentum": 0.95}),
    ("adamw", torch.optim.AdamW, {}, cyclic, {}),
    ("rmsprop", torch.optim.RMSprop, {}, cyclic, {}),
    ("rmsprop, centered, down to none", torch.optim.RMSprop, {"centered": True}, cyclic,
     {"base_momentum": 0.0, "max_momentum": 0.9}),
]


def momentum_cases():
    cases = []
    for name, kind, constants, scheduler, settings in MOVING_MOMENTUM:
        network = build(OPTIMIZER_LAYERS, OPTIMIZER_INPUT)
        parameters = list(network.parameters())
        optimizer = kind(parameters, lr=0.01, **constants)
        schedule = scheduler(optimizer, **settings)
        group, rates, momentums, kept = optimizer.param_groups[0], [], [], []
        for step in range(OPTIMIZER_STEPS):
            for index, parameter in enumerate(parameters):
                gradient = uniform(1000 + 2 * step + index, parameter.numel(), 1).astype(numpy.float64)
                parameter.grad = torch.from_numpy(gradient).reshape(parameter.shape)
            rates.append(group["lr"])
            momentums.append(group["momentum"] if "momentum" in group else group["betas"][0])
            optimizer.step()
            schedule.step()
            if step + 1 in (1, 2, 20, OPTIMIZER_STEPS):
                kept.append({"step": step + 1, "parameters": [short(p) for p in parameters]})
        cases.append({"name": name, "rates": rates, "momentums": momentums, "kept": kept})
    return cases


LENET = [["conv2d", 6, 5, 1, 2], ["relu"], ["max_pool2d", 2, 2], ["conv2d", 16, 5, 1, 0], ["relu"],
         ["max_pool2d", 2, 2], ["flatten"], ["dense", 120], ["relu"], ["dense", 84], ["relu"], ["dense", 10]]
LENET_INPUT, LENET_SAMPLES, LENET_BATCH, LENET_STEPS, LENET_RATE = (1, 28, 28), 256, 64, 50, 1e-3


def train_lenet(dtype):
    network = build(LENET, LENET_INPUT).to(dtype)
    x, y = marked_samples(LENET_SAMPLES).to(dtype), labels(LENET_SAMPLES, 10)
    order = (numbers(3, LENET_STEPS * LENET_BATCH) % numpy.uint64(LENET_SAMPLES)).astype(numpy.int64)
    optimizer = torch.optim.Adam(network.parameters(), lr=LENET_RATE)
    losses = []
    for step in range(LENET_STEPS):
        batch = torch.from_numpy(order[step * LENET_BATCH:(step + 1) * LENET_BATCH])
        loss = nn.functional.cross_entropy(network(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, [p.detach().double() for p in network.parameters()]


def lenet_case():
    exact_losses, exact = train_lenet(torch.float64)
    float_losses, single = train_lenet(torch.float32)
    # Root mean square of all differences, and the largest one.
    difference = torch.cat([(a - b).flatten() for a, b in zip(single, exact)])
    values = torch.cat([p.flatten() for p in exact]).numpy().astype("<f4")
    (FOLDER / "lenet_parameters.bin").write_bytes(values.tobytes())
    return {
        "losses": exact_losses,
        "float32": {
            "lossDistance": max(abs(a - b) for a, b in zip(float_losses, exact_losses)),
            "parameterDistance": difference.square().mean().sqrt().item(),
            "largestParameterDistance": difference.abs().max().item(),
        },
    }


def write(name, value):
    (FOLDER / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


write("networks.json", network_cases())
write("optimizers.json", optimizer_cases())
write("momentum.json", momentum_cases())
write("lenet.json", lenet_case())
