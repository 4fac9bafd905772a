#!/usr/bin/env python3
"""Where the numbers of Sources/Training/Finder/RateScale.swift come from.

Trains a grid of rates (4 a decade over five decades, one seed) for each task of calibration.json, none of which is a task
of the regret benchmark, and reads from the training lines which rate a trial of so many steps would have preferred:

  drift   for each optimizer the slope of log10(best rate of t steps / best rate of the run) over log10(steps / t),
          apart for tasks whose first loss is far above a uniform guess's
  usual   the mean log10 of the best rate, pixels 0 ... 1 or standardized

Then asks the finder, with five seeds for each task, and prints how far its suggestions lie apart and how far, in points of
accuracy, below the grid's best, both read from the grid with each rate averaged with its neighbours. Beside it stands who
sees the training of every rate of the grid, for as long as the finder's longest trials or longer. Then the same of the
tasks called late, with small batches, a weight decay or batch norm, beside the same suggestions with `lateDrift` undone.

    benchmarks/finder/calibrate.py [--late] [--xrun PATH] [--work FOLDER] [--jobs N]
"""

import argparse
import json
import math
import os
import statistics

import regret

LOWEST = {"sgd": -4, "momentum": -4.5, "adagrad": -4, "adam": -5, "adamw": -5, "rmsprop": -5}
RAW_SHIFT = -3.5  # pixels 0 ... 255 want rates lower by about 255 squared, for rules that follow the gradient's size
DECADES = 5
LOG_EVERY = 5
# The finder's: the share of a run that it may cost, the steps that it may take at least, and those of its sweep.
BUDGET, LEAST_BUDGET, SWEEP = 0.15, 200, 40
# The finder's: from how many times the loss of a uniform guess among ten classes on a first loss is far above it.
FAR_ABOVE = 1.5 * math.log(10)
# The finder's late drift: by halvings of a batch of 64, by decades of a weight decay (AdamW's beside the others'), and of
# networks with batch norm.
LATE_BATCH, LATE_HALVING, LATE_NOISE = 64, 0.1, 0.3
LATE_DECAY, LATE_DECADE, LATE_PULL = {"adamw": 1.0}, 0.3, 0.4
LATE_LAG = 0.4
TRIALS = [40, 60, 80, 120, 160, 240, 320]


def rates(task):
    low = LOWEST[task["optimizer"]]
    if task["pixels"] == "raw" and task["optimizer"] in ("sgd", "momentum"):
        low += RAW_SHIFT
    first = round(regret.PER_DECADE * low)
    return [regret.grid_rate(index) for index in range(first, first + regret.PER_DECADE * DECADES + 1)]


def training(folder):
    """The logged stretches of a run's training: [(step, error, loss)]."""
    lines = []
    with open(os.path.join(folder, "metrics.jsonl")) as file:
        for line in file:
            measured = json.loads(line)
            if measured["split"] == "train":
                lines.append((measured["step"], 1 - measured["accuracy"], measured["loss"]))
    return lines


def center(scores):
    """log10 of the rates within a point of the best, weighted by how far within: steadier than the best alone."""
    top = max(scores.values())
    weights = {rate: max(0.0, score - (top - 0.01)) for rate, score in scores.items()}
    return sum(weight * math.log10(rate) for rate, weight in weights.items()) / sum(weights.values())


def smooth(scores):
    """(log10 of the rate, points), each rate's points averaged with half of each neighbour's: one seed is noisy."""
    table = sorted((math.log10(rate), 100 * score) for rate, score in scores.items())
    result = []
    for index, (decade, score) in enumerate(table):
        around = [near for _, near in table[max(0, index - 1):index] + table[index + 1:index + 2]]
        result.append((decade, (score + sum(around) / 2) / (1 + len(around) / 2)))
    return result


def regret_at(table, rate):
    """Points below the best of `table`, between its rates linearly, beyond them as at the nearest."""
    decade = min(max(math.log10(rate), table[0][0]), table[-1][0])
    for (left, below), (right, above) in zip(table, table[1:]):
        if left <= decade <= right:
            return max(score for _, score in table) - below - (above - below) * (decade - left) / (right - left)
    return 0.0


def preferred(curves, steps):
    """Accuracy over the second half of the first `steps` steps, of the rates that came so far."""
    scores = {}
    for rate, lines in curves.items():
        seen = [error for step, error, _ in lines if steps / 2 < step <= steps]
        if seen and lines[-1][0] > steps - LOG_EVERY:
            scores[rate] = 1 - sum(seen) / len(seen)
    return scores


def kind(task, curves):
    """What the drift depends on: the optimizer, and whether the first loss, as the lowest rate shows it, is far above a
    uniform guess's."""
    loss = next((lines[0][2] for _, lines in sorted(curves.items()) if lines), 0.0)
    return task["optimizer"], loss > FAR_ABOVE


def print_limits(tasks, slopes, grids, curves, steps):
    """The regret of who trains the whole grid, carried to the length of the run by the drift measured here."""
    lengths = {
        "a trial's steps": lambda run: min(run, (max(LEAST_BUDGET, BUDGET * run) - SWEEP) / 3),
        "half of the run": lambda run: run / 2,
        "the whole run": lambda run: run,
    }
    print("\n| every rate of the grid trained for | mean regret | median | worst | tasks above 1 point |")
    print("|---|---:|---:|---:|---:|")
    for name, length in lengths.items():
        points = []
        for task in tasks:
            run = steps[task["name"]]
            scores = preferred(curves[task["name"]], length(run))
            drift = slopes.get(kind(task, curves[task["name"]]), 0.0) * math.log10(run / length(run))
            points.append(regret_at(smooth(grids[task["name"]]), 10 ** (center(scores) - drift)))
        print(
            f"| {name} | {regret.mean(points):.2f} | {statistics.median(points):.2f} | {max(points):.1f} "
            f"| {sum(point > 1 for point in points)} of {len(points)} |")


def has_batch_norm(lab, task):
    model = lab.file["models"][task["model"]]
    return isinstance(model, dict) and "batch_norm" in model["layers"]


def late_drift(lab, task):
    """As `RateScale.lateDrift`: the power of (steps of the run / of the trials) by which the rate is lowered."""
    halvings = 0.0 if task["optimizer"] == "adagrad" else math.log2(LATE_BATCH / task["batch"])
    decay = task.get("weight_decay", 0) / LATE_DECAY.get(task["optimizer"], 0.002)
    pull = LATE_DECADE * math.log10(decay) if decay > 1 else 0.0
    lag = LATE_LAG if has_batch_norm(lab, task) else 0.0
    return min(max(0.0, LATE_HALVING * halvings), LATE_NOISE) + min(pull, LATE_PULL) + lag


def late_kind(lab, task):
    """What of a late task the table names: a weight decay before batch norm before the batch's size."""
    if "weight_decay" in task:
        return f"weight decay, {task['optimizer']}"
    return "batch norm" if has_batch_norm(lab, task) else f"batches of {task['batch']}"


def print_late(lab, grids):
    """The late drift on tasks that its numbers do not come from: the suggestions, and the same raised by what it takes off,
    also where the finder took nothing off (a first loss far above a guess, a plateau, a bound)."""
    groups = {}
    for task in lab.file["late"]:
        table = smooth(grids[task["name"]])
        points = groups.setdefault(late_kind(lab, task), [])
        for test in regret.suggestions(lab, task):
            length = max(trial["steps"] for trial in test["trials"] if trial["decided"])
            raised = test["learning_rate"] * max(1, test["horizon_steps"] / length) ** late_drift(lab, task)
            points.append((regret_at(table, test["learning_rate"]), regret_at(table, raised)))
    print("\n| what acts late | suggestions | mean regret | with the late drift undone |\n|---|---:|---:|---:|")
    everything = [pair for points in groups.values() for pair in points]
    for kind, points in sorted(groups.items()) + [("all", everything)]:
        lost, undone = (regret.mean(pair[index] for pair in points) for index in (0, 1))
        print(f"| {kind} | {len(points)} | {lost:.2f} | {undone:.2f} |")


def judge(lab, grids):
    """What the finder makes of the tasks that it was calibrated on."""
    factors, regrets, by_confidence, strays = [], [], {}, {False: [], True: []}
    print("\n| task | five finder seeds | regret |\n|---|---|---:|")
    for task in lab.file["tasks"]:
        found = regret.suggestions(lab, task)
        if not found:
            print(f"| {task['name']} | none | – |")
            continue
        suggested = sorted(test["learning_rate"] for test in found)
        points = []
        for test in found:
            points.append(regret_at(smooth(grids[task["name"]]), test["learning_rate"]))
            by_confidence.setdefault(test["confidence"], []).append(points[-1])
            others = [math.log10(other["learning_rate"]) for other in found if other is not test]
            if others:
                apart = abs(math.log10(test["learning_rate"]) - regret.mean(others))
                strays[test["curve"][0]["loss"] > FAR_ABOVE].append(apart > math.log10(2))
        factors.append(suggested[-1] / suggested[0])
        regrets += points
        print(
            f"| {task['name']} | {suggested[0]:.2g} … {suggested[-1]:.2g} (×{factors[-1]:.1f}) "
            f"| {regret.mean(points):.2f} |")
    middle = math.exp(regret.mean(map(math.log, factors)))
    print(
        f"\nfactor between five seeds: geometric mean {middle:.2f}, above 3 on {sum(factor > 3 for factor in factors)} "
        f"of {len(factors)} tasks; mean regret {regret.mean(regrets):.2f} points")
    far, near = (f"{100 * regret.mean(strays[is_far]):.0f} %" if strays[is_far] else "–" for is_far in (True, False))
    print(
        "more than a factor of two from the mean of the other seeds' suggestions: "
        f"where the first loss is far above a uniform guess's {far}, elsewhere {near}")
    print("\n| confidence | suggestions | mean regret | median | above 1 point | above 3 |\n|---|---:|---:|---:|---:|---:|")
    for confidence in ("clear", "broad", "unsure"):
        points = by_confidence.get(confidence, [])
        if points:
            above = [100 * regret.mean(point > limit for point in points) for limit in (1, 3)]
            print(
                f"| `{confidence}` | {len(points)} | {regret.mean(points):.2f} | {statistics.median(points):.2f} "
                f"| {above[0]:.0f} % | {above[1]:.0f} % |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xrun", default=".build/release/xrun")
    parser.add_argument("--work", default="runs/finder-calibration")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--late", action="store_true", help="only the tasks called late")
    arguments = parser.parse_args()
    lab = regret.Lab(arguments, "calibration.json")

    pairs, counts, bests, grids, curves, length = {}, {}, {}, {}, {}, {}
    for task in ([] if arguments.late else lab.file["tasks"]) + lab.file["late"]:
        base = {**lab.base(task), "log_every": LOG_EVERY}
        runs = lab.run(task["name"], base, [{"grid": {"learning_rate": rates(task)}, "seeds": [1]}])
        final = {run["config"]["learning_rate"]: regret.accuracy(run) / 100 for run in runs}
        grids[task["name"]] = final
        if task in lab.file["late"]:
            continue
        best = center(final)
        curves[task["name"]] = {
            run["config"]["learning_rate"]: training(os.path.join(lab.work, task["name"], run["name"])) for run in runs}
        steps = max(lines[-1][0] for lines in curves[task["name"]].values() if lines)
        length[task["name"]] = steps
        of_kind, row = kind(task, curves[task["name"]]), []
        for trial in TRIALS:
            scores = preferred(curves[task["name"]], trial)
            if trial >= steps or not scores:
                continue
            shift = math.log10(max(scores, key=scores.get)) - best
            pairs.setdefault(of_kind, []).append((math.log10(steps / trial), shift))
            row.append(f"{trial}: {shift:+.2f}")
        if row:
            counts[of_kind] = counts.get(of_kind, 0) + 1
        if task["pixels"] != "raw":
            bests.setdefault(task["optimizer"], []).append(best)
        print(f"{task['name']:44} {steps:5} steps, best {10 ** best:.2g}; decades above it after {'  '.join(row)}")

    if arguments.late:
        print_late(lab, grids)
        return
    slopes = {key: sum(x * y for x, y in values) / sum(x * x for x, _ in values) for key, values in pairs.items()}
    print("\n| optimizer | drift (tasks) | from far above a guess (tasks) | usual rate, log10 (tasks) |\n|---|---:|---:|---:|")
    for optimizer in sorted(LOWEST):
        near, far = (
            f"{slopes[optimizer, is_far]:.2f} ({counts[optimizer, is_far]})" if (optimizer, is_far) in slopes else "–"
            for is_far in (False, True))
        usual = bests.get(optimizer, [])
        middle = f"{regret.mean(usual):.2f} ({len(usual)})" if usual else "–"
        print(f"| {optimizer} | {near} | {far} | {middle} |")
    judge(lab, grids)
    print_late(lab, grids)
    print_limits(lab.file["tasks"], slopes, grids, curves, length)


if __name__ == "__main__":
    main()
