#!/usr/bin/env python3
"""What a learning rate that was chosen costs, beside the best one of a dense grid.

For each task of tasks.json:
  1. grid    A dense grid of rates (4 a decade) on seeds A, widened until the best rate is not at its edge. The best
             mean accuracy is the oracle. The neighbourhood once more on seeds C: what another perfect picker, who had a
             whole grid of his own, would have taken. His regret is what noise alone costs.
  2. judge   Fresh seeds B: the oracle's rate, the picker's, the best constant of the task's optimizer, `auto`, and what
             each peer's rule suggests, all of them trained by xrun.
  3. spread  `auto`'s suggestion with five finder seeds.

Regret is the oracle's validation accuracy less the choice's, paired by seed, in points; its standard error is over the
seeds B of one task, and over the tasks for the mean. Everything is an xrun experiment in the work folder: interrupted,
the same command goes on.

    benchmarks/finder/regret.py [--quick] [--xrun PATH] [--work FOLDER] [--jobs N] [--only STEP]
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# First seed, seeds of a task over all samples, seeds of one over 5 000, whose runs cost little and differ more.
SEEDS = {"A": (11, 2, 4), "B": (21, 3, 9), "C": (31, 2, 4)}
FINDER_SEEDS = [1, 2, 3, 4, 5]
PER_DECADE = 4
RULES = ["steepest", "lightning", "valley", "slide", "minimum", "steep", "torch_lr_finder"]
LOST = 50.0  # points: a run that is this far below the oracle is lost
# Points that `auto` may cost with --quick, in the mean and on its worst task. Recorded with AVX2: -0.37 ± 0.68 and
# 1.26 ± 0.18; other instruction sets round differently.
QUICK_MEAN, QUICK_WORST = 1.0, 4.0


def seeds(task, group):
    first, all_samples, limited = SEEDS[group]
    return list(range(first, first + (limited if task["limit"] else all_samples)))


def grid_rate(index):
    """Rates are known by their index: 10 ** (index / 4), in three digits."""
    return float(f"{10 ** (index / PER_DECADE):.3g}")


def nearest_index(rate):
    return round(PER_DECADE * math.log10(rate))


class Lab:
    def __init__(self, arguments, tasks="tasks.json"):
        self.xrun, self.work, self.jobs = arguments.xrun, arguments.work, arguments.jobs
        with open(os.path.join(HERE, tasks)) as file:
            self.file = json.load(file)
        os.makedirs(self.work, exist_ok=True)

    def tasks(self, quick):
        return [task for task in self.file["tasks"] if task["quick"] or not quick]

    def base(self, task):
        dataset = {"name": "fashion-mnist", "normalize": task["pixels"]}
        if task["limit"]:
            dataset["limit"] = task["limit"]
        return {
            "dataset": dataset,
            "model": self.file["models"][task["model"]],
            "optimizer": self.optimizer(task),
            "batch_size": task["batch"],
            "epochs": task["epochs"],
            "validate_every": task["epochs"],
            "label_smoothing": task["smoothing"],
            "log_every": 1000,
        }

    def optimizer(self, task):
        settings = self.file["optimizers"][task["optimizer"]]["settings"]
        if "weight_decay" not in task:
            return settings
        if isinstance(settings, str):
            settings = {settings: {}}
        return {name: {**own, "weight_decay": task["weight_decay"]} for name, own in settings.items()}

    def write(self, name, base, runs):
        """An experiment's file; JSON is YAML."""
        path = os.path.join(self.work, name + ".yaml")
        with open(path, "w") as file:
            json.dump({"name": name, "base": base, "runs": runs}, file, indent=1)
        return path

    def run(self, name, base, runs):
        """Trains what is not trained yet; returns the runs of summary.json."""
        path = self.write(name, base, runs)
        command = [self.xrun, path, "--output", self.work, "--quiet"]
        if self.jobs:
            command += ["--jobs", str(self.jobs)]
        code = subprocess.run(command).returncode
        # 1: some run failed, which here means that a finder suggested nothing.
        if code not in (0, 1):
            sys.exit(f"{' '.join(command)} ended with {code}")
        with open(os.path.join(self.work, name, "summary.json")) as file:
            return json.load(file)["runs"]


def accuracy(run):
    """Of the last weights; a run without a result is at chance."""
    if run["status"] == "done" and run["validation_accuracy"]["last"] is not None:
        return 100 * run["validation_accuracy"]["last"]
    return 10.0


def by_rate(runs):
    table = {}
    for run in runs:
        table.setdefault(nearest_index(run["config"]["learning_rate"]), {})[run["seed"]] = accuracy(run)
    return table


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def deviation(values):
    values = list(values)
    if len(values) < 2:
        return 0.0
    middle = mean(values)
    return math.sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))


def best(table):
    return max(table, key=lambda index: mean(table[index].values()))


def grid_entry(low, high, seeds):
    return {"grid": {"learning_rate": [grid_rate(index) for index in range(low, high + 1)]}, "seeds": seeds}


def grid(lab, task):
    """The table of the grid on seeds A, the oracle's index, the picker's index."""
    low, high = (round(PER_DECADE * edge) for edge in lab.file["optimizers"][task["optimizer"]]["first"])
    name, base = "grid-" + task["name"], lab.base(task)
    while True:
        table = by_rate(lab.run(name, base, [grid_entry(low, high, seeds(task, "A"))]))
        oracle = best(table)
        if oracle < low + 2 and low > -40:
            low -= PER_DECADE
        elif oracle > high - 2 and high < 8:
            high += PER_DECADE
        else:
            break
    around = [grid_entry(max(low, oracle - 3), min(high, oracle + 3), seeds(task, "C"))]
    picker = best(by_rate(lab.run("picker-" + task["name"], base, around)))
    return {"table": table, "oracle": oracle, "picker": picker}


def constants(tasks, grids):
    """For each optimizer the rate with the smallest mean regret on seeds A; where a grid has no such rate, its
    nearest end stands for it, which flatters the constant."""
    chosen = {}
    for optimizer in {task["optimizer"] for task in tasks}:
        tables = [grids[task["name"]]["table"] for task in tasks if task["optimizer"] == optimizer]
        candidates = range(min(min(table) for table in tables), max(max(table) for table in tables) + 1)

        def regret(index):
            return mean(
                mean(table[best(table)].values()) - mean(table[min(max(index, min(table)), max(table))].values())
                for table in tables
            )

        chosen[optimizer] = min(candidates, key=regret)
    return chosen


def judge(lab, task, found, constant, rules):
    """Regret of each way on seeds B: {way: (points, standard error, rate, lost)}."""
    ways = {"oracle": found["oracle"], "perfect picker": found["picker"], "best constant": constant}
    fixed, fresh = sorted(set(ways.values())), seeds(task, "B")
    runs = [{"grid": {"learning_rate": [grid_rate(index) for index in fixed]}, "seeds": fresh}]
    runs.append({"name": "auto", "learning_rate": "auto", "seeds": fresh})
    for rule in rules:
        runs.append({"name": "rule-" + rule, "learning_rate": {"auto": {"suggestion": rule}}, "seeds": fresh})
    results = lab.run("judge-" + task["name"], lab.base(task), runs)
    by_way = {}
    for run in results:
        prefix = run["name"].split(",")[0]
        if prefix == "auto" or prefix.startswith("rule-"):
            keys = [prefix]
        else:
            index = nearest_index(run["config"]["learning_rate"])
            keys = [way for way, chosen in ways.items() if chosen == index]
        for key in keys:
            by_way.setdefault(key, {})[run["seed"]] = (accuracy(run), run["learning_rate"])
    reference = by_way["oracle"]
    regrets = {}
    for way, judged in by_way.items():
        differences = [reference[seed][0] - value for seed, (value, _) in judged.items()]
        rate = next((rate for _, rate in judged.values() if rate is not None), None)
        lost = sum(difference > LOST or rate is None for difference in differences)
        regrets[way] = (mean(differences), deviation(differences) / math.sqrt(len(differences)), rate, lost)
    return regrets


def suggestions(lab, task):
    """What `auto` finds with five finder seeds, of those that found a rate: range tests as in finder.json."""
    found = []
    for seed in FINDER_SEEDS:
        path = lab.write(f"spread-{task['name']}-{seed}", {**lab.base(task), "seed": seed}, [{"learning_rate": "auto"}])
        command = [lab.xrun, "find", path, "--format", "json"]
        answer = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        # 1: a range test suggested nothing.
        if answer.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)} ended with {answer.returncode}")
        found += json.loads(answer.stdout)["range_tests"]
    return [test for test in found if test["learning_rate"] is not None]


def spelled(rate):
    return "none" if rate is None else f"{rate:.2g}"


def report(tasks, regrets, spreads, grids):
    ways = ["auto"] + sorted(way for way in next(iter(regrets.values())) if way.startswith("rule-"))
    ways += ["best constant", "perfect picker"]
    print(f"\nRegret in points of validation accuracy over {len(tasks)} tasks, on fresh seeds\n")
    print("| way | mean regret | standard error | median | worst task | its standard error | lost runs |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for way in ways:
        values = [regrets[task["name"]][way] for task in tasks]
        points = sorted(value[0] for value in values)
        worst = max(values, key=lambda value: value[0])
        error = deviation(points) / math.sqrt(len(points))
        print(
            f"| {way.replace('rule-', '')} | {mean(points):.2f} | {error:.2f} | {statistics.median(points):.2f} "
            f"| {worst[0]:.2f} | {worst[1]:.2f} | {sum(value[3] for value in values)} |")
    print("\n| task | oracle | auto | regret of auto | auto with five finder seeds | picker | best constant |")
    print("|---|---:|---:|---:|---|---:|---:|")
    for task in tasks:
        row, rates = regrets[task["name"]], sorted(spreads.get(task["name"], []))
        span = f"{spelled(rates[0])} … {spelled(rates[-1])} (×{rates[-1] / rates[0]:.1f})" if rates else "–"
        if spreads and len(rates) < len(FINDER_SEEDS):
            span += f", {len(FINDER_SEEDS) - len(rates)} without a rate"
        print(
            f"| {task['name']} | {spelled(grid_rate(grids[task['name']]['oracle']))} | {spelled(row['auto'][2])} "
            f"| {row['auto'][0]:.2f} ± {row['auto'][1]:.2f} | {span} | {row['perfect picker'][0]:.2f} "
            f"| {row['best constant'][0]:.2f} |")


def broken_bounds(points):
    """What of {task: points that `auto` costs} is above the bounds of --quick, in words."""
    middle, worst = mean(points.values()), max(points, key=points.get)
    broken = []
    if middle > QUICK_MEAN:
        broken.append(f"auto's mean regret is {middle:.2f} points, above {QUICK_MEAN:.2f}")
    if points[worst] > QUICK_WORST:
        broken.append(f"auto's regret on {worst} is {points[worst]:.2f} points, above {QUICK_WORST:.2f}")
    return broken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true",
                        help="five tasks and no peers' rules; fails where auto costs much more than recorded")
    parser.add_argument("--xrun", default=".build/release/xrun")
    parser.add_argument("--work", default="runs/finder-benchmark")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--only", choices=["grid", "judge", "spread"], help="end after this step")
    arguments = parser.parse_args()
    lab = Lab(arguments)
    tasks = lab.tasks(arguments.quick)

    grids = {}
    for task in tasks:
        print(f"grid    {task['name']}", file=sys.stderr, flush=True)
        grids[task["name"]] = grid(lab, task)
    if arguments.only == "grid":
        return
    chosen = constants(tasks, grids)
    regrets = {}
    for task in tasks:
        print(f"judge   {task['name']}", file=sys.stderr, flush=True)
        rules = [] if arguments.quick else RULES
        regrets[task["name"]] = judge(lab, task, grids[task["name"]], chosen[task["optimizer"]], rules)
    spreads = {}
    if arguments.only != "judge":
        for task in tasks:
            print(f"spread  {task['name']}", file=sys.stderr, flush=True)
            spreads[task["name"]] = [test["learning_rate"] for test in suggestions(lab, task)]
    report(tasks, regrets, spreads, grids)
    problems = []
    lost = [task["name"] for task in tasks if regrets[task["name"]]["auto"][3]]
    if lost:
        problems.append(f"auto lost a run of {', '.join(lost)}")
    if arguments.quick:
        problems += broken_bounds({task["name"]: regrets[task["name"]]["auto"][0] for task in tasks})
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
