"""How long after it was measured a validation is on the disk and visible in TensorBoard.

    live_delay.py XRUN TENSORBOARD

Trains two runs of LeNet on the built-in data set at once, and takes from `--log-format json` when each validation was
measured. It is on the disk when metrics.jsonl, which is written together with the event file, holds it; it is visible
when TensorBoard's answer for the run's series does. Both are asked for every 20 ms.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from datetime import datetime

EXPERIMENT = """
base: {dataset: shapes, model: lenet5, epochs: 150, validate_every: 5}
runs:
  - grid: {learning_rate: [1e-3, 2e-3]}
"""


def measured(line):
    event = json.loads(line)
    if event["event"] != "measured" or event["split"] != "validation":
        return None
    return event["item"], event["step"], datetime.fromisoformat(event["time"]).timestamp()


def watch(item, folder, address, on_disk, visible, over):
    """Notes when each step of the run's validation loss is there for the first time."""
    query = urllib.parse.urlencode({"run": item, "tag": "validation/loss"})
    while not over.is_set():
        now = time.time()
        try:
            for line in (folder / item / "metrics.jsonl").read_text().splitlines():
                entry = json.loads(line)
                if entry["split"] == "validation":
                    on_disk.setdefault((item, entry["step"]), now)
        except (FileNotFoundError, ValueError):
            pass
        now = time.time()
        try:
            for _, step, _ in json.load(urllib.request.urlopen(f"{address}/data/plugin/scalars/scalars?{query}")):
                visible.setdefault((item, int(step)), time.time())
        except (OSError, ValueError):
            pass
        time.sleep(max(0, 0.02 - (time.time() - now)))


def row(name, delays):
    delays = sorted(delays)
    return f"| {name} | {len(delays)} | {delays[len(delays) // 2]:.2f} s | {delays[-1]:.2f} s |"


def main():
    xrun, tensorboard = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        (home / "delay.yaml").write_text(EXPERIMENT)
        folder = home / "runs" / "delay"
        folder.mkdir(parents=True)
        errors = home / "errors"
        server = subprocess.Popen(
            [tensorboard, "--logdir", folder, "--host", "127.0.0.1", "--port", "0", "--reload_interval", "1"],
            stderr=errors.open("w"))
        try:
            address = None
            while not address:
                if server.poll() is not None:
                    sys.exit(f"live-delay: TensorBoard ended: {errors.read_text()}")
                time.sleep(0.2)
                found = re.search(r"at (http://\S+)/ ", errors.read_text())
                address = found and found[1]
            training = subprocess.Popen(
                [xrun, "delay.yaml", "--log-format", "json"], cwd=home, stdout=subprocess.PIPE, text=True)
            times, on_disk, visible, over = {}, {}, {}, threading.Event()
            watchers = {}
            for line in training.stdout:
                if found := measured(line):
                    item, step, at = found
                    times[item, step] = at
                    if item not in watchers:
                        watchers[item] = threading.Thread(
                            target=watch, args=(item, folder, address, on_disk, visible, over))
                        watchers[item].start()
            time.sleep(5)
            over.set()
            for watcher in watchers.values():
                watcher.join()
        finally:
            server.kill()
    print("| | validations | median delay | longest |\n|---|--:|--:|--:|")
    for name, seen in [("on the disk", on_disk), ("visible in TensorBoard", visible)]:
        missing = times.keys() - seen.keys()
        if missing:
            sys.exit(f"live-delay: {name}: never seen: {sorted(missing)}")
        print(row(name, [seen[key] - at for key, at in times.items()]))


main()
