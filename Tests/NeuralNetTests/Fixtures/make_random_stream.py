"""Reference numbers of `RandomStream`, and of what is drawn from it: python make_random_stream.py

Prints what stands in RandomStreamTests, SplitTests and ParameterTests; imported, it gives its functions and prints
nothing. Written from the papers, with integers of any size: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), bounded numbers
by Lemire (arXiv:1805.10941), shuffling by Durstenfeld (Communications of the ACM 7, 1964). How seed and purpose become a
stream's state is xrun's own. Normal quantiles are Python's. Nothing changes these numbers but a new numerical version.
"""

import math
import struct
from statistics import NormalDist

WORD = 2**64
GOLDEN_GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ z >> 27) * 0x94D049BB133111EB % WORD
    return z ^ z >> 31


def stream(seed, kind, index=0):
    state = mix((seed + GOLDEN_GAMMA) % WORD)
    state = mix(state ^ kind * 0xD1B54A32D192ED03 % WORD)
    state = mix(state ^ index * 0xABC98388FB8FAC03 % WORD)
    while True:
        state = (state + GOLDEN_GAMMA) % WORD
        yield mix(state)


def below(bound, random, rejected=None):
    while True:
        product = next(random) * bound
        if product % WORD >= WORD % bound:
            return product // WORD
        if rejected is not None:
            rejected.append(product)


def permutation(count, random):
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = below(last + 1, random)
        order[last], order[other] = order[other], order[last]
    return order


def single(value):
    """Rounded to single precision, in as few digits as tell it."""
    def rounded(number):
        return struct.unpack("f", struct.pack("f", number))[0]

    return next(text for text in (f"{value:.{digits}g}" for digits in range(1, 18))
                if rounded(float(text)) == rounded(value))


INITIALIZATION, SHUFFLE, DROPOUT, SPLIT, RANGE_TEST, DRAWING, BOOTSTRAP = range(1, 8)


def main():
    for name, kind, index in [
        ("initialization(tensor: 3)", INITIALIZATION, 3), ("shuffle(epoch: 2)", SHUFFLE, 2),
        ("dropout(layer: 4, step: 1000)", DROPOUT, 4 * 2**40 + 1000), ("split", SPLIT, 0),
        ("rangeTest(sweep: 1)", RANGE_TEST, 1), ("drawing(sample: 5)", DRAWING, 5), ("bootstrap", BOOTSTRAP, 0),
    ]:
        random = stream(7, kind, index)
        print(name, f"{next(random):#x}", f"{next(random):#x}")
    print("largest seed, drawing(sample: -1)", f"{next(stream(WORD - 1, DRAWING, WORD - 1)):#x}")

    print("permutation of 10", permutation(10, stream(7, SPLIT)))
    random, rejected = stream(7, SPLIT), []
    print("below 2^63 + 1", [below(2**63 + 1, random, rejected) for _ in range(3)], len(rejected), "rejected")

    order = permutation(6000, stream(7, SPLIT))
    print("split of 6000: training", order[1200:1206], "validation", sorted(order[:1200])[:6])
    for seed, epoch in [(7, 0), (7, 1), (8, 0)]:
        print("order of 500 in epoch", epoch, "with seed", seed, permutation(500, stream(seed, SHUFFLE, epoch))[:6])

    # A dense layer of 128 inputs: weight and bias, PyTorch's uniform numbers and He's normal ones.
    for tensor in [0, 1]:
        random = stream(7, INITIALIZATION, tensor)
        uniforms = [(next(random) >> 40) / 2**24 for _ in range(3)]
        print("uniform, tensor", tensor, *[single((2 * u - 1) * math.sqrt(1 / 128)) for u in uniforms])
    random = stream(7, INITIALIZATION, 0)
    quantiles = [NormalDist().inv_cdf(((next(random) >> 32) + 0.5) / 2**32) for _ in range(3)]
    print("normal, tensor 0", *[single(z * math.sqrt(2 / 128)) for z in quantiles])


if __name__ == "__main__":
    main()
