"""Recorded curves for the finder's tests: python make_curves.py > curves.json

Each curve is a ladder with raw losses, and what a sweep and `steepest` make of it, written anew with NumPy 2 as the
reference for slopes: smoothing (beta, bias corrected), stop at 4 times the best, steepest slope per ladder step with the
first 10 and the last 1 points left out; a slope of rounding errors is none. What the rule's origin makes of curves is in
`make_peer_curves.py`.
Needs: pip install numpy
"""
import json
import numpy as np

BETA, STOP_FACTOR, SKIP_BEGIN, SKIP_END = 0.98, 4.0, 10, 1


def read(rates, losses):
    smoothed, average, best, stop = [], 0.0, np.inf, None
    for index, loss in enumerate(losses):
        if not np.isfinite(loss):
            stop = ("not_finite", index)
            break
        average = BETA * average + (1 - BETA) * loss
        smoothed.append(average / (1 - BETA ** (index + 1)))
        best = min(best, smoothed[-1])
        if smoothed[-1] > STOP_FACTOR * best:
            stop = ("diverged", index)
            break
    usable = np.array(smoothed[SKIP_BEGIN:-SKIP_END])
    suggestion = None
    if len(usable) >= 2 and np.gradient(usable).min() < -1e-9 * abs(usable).max():
        suggestion = int(np.gradient(usable).argmin()) + SKIP_BEGIN
    return {"rates": list(rates), "losses": [l if np.isfinite(l) else None for l in losses], "smoothed": smoothed,
            "stop": stop, "suggestion": suggestion}


def curves():
    for seed in range(20):
        random = np.random.default_rng(seed)
        steps = int(random.integers(20, 160))
        low, high = 10.0 ** random.integers(-9, -4), 10.0 ** random.integers(0, 2)
        rates = low * (high / low) ** (np.arange(steps) / (steps - 1))
        centre, width = 10.0 ** random.uniform(-4, -1), random.uniform(0.1, 0.6)
        drop = 2.3 - 1.8 / (1 + np.exp(-(np.log10(rates) - np.log10(centre)) / width))
        blow_up = np.exp(np.clip((np.log10(rates) - np.log10(centre) - 2) * 4, -50, 6))
        losses = drop + blow_up + random.normal(0, 0.1 * (seed % 3), steps)
        if seed % 5 == 4:
            losses[int(steps * 0.8):] = np.nan
        yield f"logistic {seed}", rates, losses
    ladder = lambda n: 1e-8 * 1e8 ** (np.arange(n) / max(n - 1, 1))
    yield "flat", ladder(100), np.full(100, 2.302585)
    yield "rising", ladder(60), np.linspace(1, 2, 60)
    yield "three points", ladder(3), np.array([2.3, 2.2, 2.1])
    yield "twelve points", ladder(12), np.linspace(2.3, 1.2, 12)
    yield "thirteen points", ladder(13), np.linspace(2.3, 1.1, 13)
    yield "nothing finite", ladder(20), np.full(20, np.nan)


print(json.dumps([{"name": name, **read(rates, losses)} for name, rates, losses in curves()]))
