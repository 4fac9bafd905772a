"""Takes TensorBoard's pages as pictures, once they show what they have to: Time Series, HParams, Custom Scalars, Images,
Graphs, PR Curves, Text, and Histograms where the logs hold some.

    screenshots.py ADDRESS LOG_FOLDER PICTURE_FOLDER PREFIX

Drives Chromium over its debugging pipe (https://chromedevtools.github.io/devtools-protocol/): the text of the HParams
page is in shadow trees, which `chromium --dump-dom` leaves out. Exits with 1 where a name is missing after a minute.
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

SECONDS = 60
# The pages list as many names as fit.
NAMES = 10

# What is looked at on Time Series: how well the runs do, rather than the range test, which comes first by its name.
TAGS = "(train|validation)/(accuracy|loss)"

# Time Series without its settings, which take a sixth of the width.
CLOSE_SETTINGS = """document.querySelector('mat-icon[svgicon="close_24px"]')?.closest("button")?.click()"""

# All text of the page, that of shadow trees included; without their style sheets, megabytes of it.
TEXT = """
(function text(node, found) {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    if (node.nodeName === "STYLE" || node.nodeName === "SCRIPT") return found;
    if (node.shadowRoot) text(node.shadowRoot, found);
    for (let child = node.firstChild; child; child = child.nextSibling) text(child, found);
    return found;
})(document.body, []).join("\\n")
"""


def ask(address, question=None):
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def expected_names(address, logs):
    """What each page has to show; None while TensorBoard still loads."""
    # Time Series: every folder with event files, by its path below the log folder.
    runs = {str(path.parent.relative_to(logs)) for path in logs.rglob("*tfevents*")}
    # HParams: every group of sessions, as the server names it.
    groups = ask(address + "/data/plugin/hparams/session_groups", {
        "experimentName": "", "colParams": [], "startIndex": 0, "sliceSize": NAMES,
        "allowedStatuses": ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"],
    })["sessionGroups"]
    if not groups or not runs <= set(ask(address + "/data/runs")):
        return None
    expected = {
        "timeseries": sorted(runs)[:NAMES],
        "hparams": [group["name"] for group in groups],
        "custom_scalars": ["Training and validation", "accuracy", "loss"],
        "images": ["confusion_matrix"],
        "graphs": ["conv1", "dense1"],
        "pr_curves": ["precision_recall"],
        "text": ["configuration", "result"],
    }
    if ask(address + "/data/plugins_listing")["histograms"]["enabled"]:
        expected["histograms"] = ["weights"]
    return expected


class Browser:
    def __init__(self, profile):
        (self.commands_in, commands_out), (answers_in, answers_out) = os.pipe(), os.pipe()

        def put_pipe_at_3_and_4():
            # By way of high numbers, so that neither end overwrites the other.
            commands, answers = os.dup2(self.commands_in, 103), os.dup2(answers_out, 104)
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--window-size=1600,1000", f"--user-data-dir={profile}",
             "--remote-debugging-pipe"],
            close_fds=False, preexec_fn=put_pipe_at_3_and_4, stderr=subprocess.DEVNULL)
        os.close(answers_out)
        self.commands = os.fdopen(commands_out, "wb", buffering=0)
        self.answers = os.fdopen(answers_in, "rb")
        self.count = 0

    def call(self, method, session=None, **parameters):
        self.count += 1
        command = {"id": self.count, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        self.commands.write(json.dumps(command).encode() + b"\0")
        while True:
            message = b""
            while not message.endswith(b"\0"):
                byte = self.answers.read(1)
                if not byte:
                    sys.exit("screenshots: Chromium ended")
                message += byte
            answer = json.loads(message[:-1])
            if answer.get("id") == self.count:
                if "error" in answer:
                    sys.exit(f"screenshots: {method}: {answer['error']['message']}")
                return answer["result"]

    def open(self, address):
        target = self.call("Target.createTarget", url=address)["targetId"]
        return target, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def close(self, target):
        self.call("Target.closeTarget", targetId=target)

    def run(self, page, script):
        return self.call("Runtime.evaluate", page, expression=script)["result"].get("value")

    def text(self, page):
        return self.run(page, TEXT) or ""

    def picture(self, page):
        return base64.b64decode(self.call("Page.captureScreenshot", page)["data"])


def eventually(question):
    """The question's first true answer within the time, or its last."""
    deadline = time.monotonic() + SECONDS
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.5)
    return answer


def shows(shown, wanted):
    return all(text in shown for text in wanted)


def main():
    address, logs, pictures, prefix = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4]
    expected = eventually(lambda: expected_names(address, logs))
    if not expected:
        sys.exit("screenshots: TensorBoard does not load every run, or finds no hyper-parameters")
    complete = True
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            for name, wanted in expected.items():
                tags = f"?tagFilter={urllib.parse.quote(TAGS, safe='')}" if name == "timeseries" else ""
                target, page = browser.open(f"{address}/{tags}#{name}")
                eventually(lambda: shows(browser.text(page), wanted))
                if tags:
                    browser.run(page, CLOSE_SETTINGS)
                # Charts are drawn after the text.
                time.sleep(3)
                picture = pictures / f"{prefix}-{name}.png"
                picture.write_bytes(browser.picture(page))
                print(f"screenshots: {picture}")
                shown = browser.text(page)
                for missing in [text for text in wanted if text not in shown]:
                    print(f"screenshots: {name}: '{missing}' is missing", file=sys.stderr)
                    complete = False
                # An open page goes on drawing and asking, which slows the ones after it.
                browser.close(target)
        finally:
            browser.process.kill()
            browser.process.wait()
    sys.exit(0 if complete else 1)


main()
