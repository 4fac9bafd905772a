"""Recorded curves of the peers' finders, and what the peers read from them: python make_peer_curves.py > peer_curves.json

Each curve is a ladder of rates with the raw loss of each step: sweeps of a small network by Lightning's Tuner.lr_find,
fastai's Learner.lr_find and pytorch-lr-finder's range_test, and synthetic ones. Every curve goes through the peers' own
smoothing and rules; an answer is the index of the ladder's point (for `minimum` of the smallest loss, with the rate that
is suggested), or the exception. On a peer's own sweep its answer must be what it said itself.

`steepest` is Lightning's rule up to 1.5.10, which is its last release to smooth the loss so. 1.6.0 counts a step before
the callback hears of its end, by which the correction of the average's bias is one ahead, as `lightning` has it; 2.5.3
takes slopes over the rate. (1.5.10.post0 is 1.5.10 with requirements that pip can read.)
Needs, in this order:
pip install torch==2.13.0 lightning==2.6.6 torch-lr-finder==0.2.2 numpy==2.4.6 matplotlib
pip install pandas scipy scikit-learn requests beartype rich cloudpickle tensorboard "setuptools<81"
and, besides what pip would have them need,
pip install --no-deps pytorch-lightning==1.5.10.post0 pyDeprecate==0.3.1 fastai==2.8.12 fastcore==2.2.39
fastprogress==1.0.3 fasttransform==0.0.5 fastdownload==0.0.8 plum-dispatch==2.9.0
"""
import contextlib
import io
import json
import logging
import tempfile
import types
import warnings

import lightning
import matplotlib
import numpy as np
import pytorch_lightning as early_lightning
import torch
import torch_lr_finder
from fastai.callback import schedule as fastai_schedule
from fastai.callback.core import Callback
from fastai.data.core import DataLoaders
from fastai.data.load import DataLoader as FastaiLoader
from fastai.learner import AvgSmoothLoss, Learner
from fastai.optimizer import OptimWrapper
from fastai.torch_core import set_seed, tensor
from lightning.pytorch.tuner import lr_finder as lightning_finder
from pytorch_lightning.tuner import lr_finder as early_lightning_finder
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

matplotlib.use("Agg")
warnings.simplefilter("ignore")
for package in ("lightning.pytorch", "pytorch_lightning"):
    logging.getLogger(package).setLevel(logging.CRITICAL)


# The peers' rules on a curve


def steepest_answer(rates, losses, steps):
    callback = early_lightning_finder._LRCallback(steps)
    scheduler, running = types.SimpleNamespace(lr=[0.0]), types.SimpleNamespace(last=None)
    trainer = types.SimpleNamespace(
        fit_loop=types.SimpleNamespace(batch_idx=0, running_loss=running), accumulate_grad_batches=1, global_step=0,
        lr_schedulers=[{"scheduler": scheduler}])
    for rate, loss in zip(rates, losses):
        scheduler.lr = [rate]
        callback.on_batch_start(trainer, None)
        running.last = lambda: torch.tensor(loss, dtype=torch.float64)
        callback.on_train_batch_end(trainer, None, None, None, 0)
        trainer.global_step += 1  # as the release's training loop, behind the callbacks
    return lightning_suggestion(early_lightning_finder, callback, rates, steps)


def lightning_answer(rates, losses, steps):
    callback = lightning_finder._LRCallback(steps)
    trainer = types.SimpleNamespace(
        fit_loop=types.SimpleNamespace(batch_idx=0), accumulate_grad_batches=1, global_step=0, should_stop=False,
        strategy=types.SimpleNamespace(broadcast=lambda value: value),
        lr_scheduler_configs=[types.SimpleNamespace(scheduler=types.SimpleNamespace(lr=[0.0]))])
    for rate, loss in zip(rates, losses):
        trainer.lr_scheduler_configs[0].scheduler.lr = [rate]
        callback.on_train_batch_start(trainer, None, None, 0)
        trainer.global_step += 1
        callback.on_train_batch_end(trainer, None, {"loss": torch.tensor(loss, dtype=torch.float64)}, None, 0)
    return lightning_suggestion(lightning_finder, callback, rates, steps)


def lightning_suggestion(module, callback, rates, steps):
    finder = module._LRFinder("exponential", rates[0], rates[-1], steps)
    finder.results = {"lr": callback.lrs, "loss": callback.losses}
    if finder.suggestion() is None:
        return {"error": "None"}
    return {"index": int(finder._optimal_idx)}


def fastai_points(rates, losses, steps):
    """What Learner.lr_find hands to the rules."""
    smooth, smoothed = AvgSmoothLoss(), []
    for loss in losses:
        smooth.accumulate(types.SimpleNamespace(loss=torch.tensor(loss, dtype=torch.float32)))
        smoothed.append(smooth.value)
    rates, losses = tensor(rates[steps // 10:-5]), tensor(smoothed[steps // 10:-5])
    nan = torch.nonzero(torch.isnan(losses.view(-1)))
    return (rates[:min(nan)], losses[:min(nan)]) if len(nan) > 0 else (rates, losses)


def fastai_answer(rule):
    def answer(rates, losses, steps):
        used, smoothed = fastai_points(rates, losses, steps)
        rate, (at, _) = rule(used, smoothed, steps)
        found = [index for index, each in enumerate(used.tolist()) if each == at]
        assert len(found) == 1
        index = found[0] + steps // 10
        return {"index": index, "rate": rate} if rule is fastai_schedule.minimum else {"index": index}
    return answer


def torch_lr_finder_answer(rates, losses, steps):
    model = nn.Linear(1, 1)
    finder = torch_lr_finder.LRFinder(model, torch.optim.SGD(model.parameters(), lr=1e-7), None)
    values = iter(losses)
    finder._train_batch = lambda *_, **__: next(values)
    loader = DataLoader(TensorDataset(torch.zeros(1, 1)))
    finder.range_test(loader, num_iter=len(losses), diverge_th=np.inf)
    finder.history["lr"] = rates
    _, rate = finder.plot()
    if not np.isfinite(np.gradient(finder.history["loss"][10:-5])).all():  # argmin takes NaN for the smallest
        return {"error": "not finite"}
    return {"index": rates.index(rate)}


RULES = {"steepest": steepest_answer, "lightning": lightning_answer, "torch_lr_finder": torch_lr_finder_answer}
for rule in (fastai_schedule.valley, fastai_schedule.slide, fastai_schedule.minimum, fastai_schedule.steep):
    RULES[rule.__name__] = fastai_answer(rule)


def read(name, rates, losses, steps=None):
    rates, losses = [float(rate) for rate in rates], [float(loss) for loss in losses]
    steps = steps or len(rates)
    assert len(rates) == len(losses) and len(set(rates)) == len(rates)
    answers = {}
    for rule, answer in RULES.items():
        try:
            answers[rule] = answer(rates, losses, steps)
        except Exception as error:
            answers[rule] = {"error": f"{type(error).__name__}: {error}"}
        matplotlib.pyplot.close("all")
    text = lambda value: value if np.isfinite(value) else str(value)
    return {"name": name, "steps": steps, "rates": rates, "losses": [text(loss) for loss in losses],
            "answers": answers}


# Sweeps by the peers


def data(seed):
    """Four clouds in 16 dimensions that overlap."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 4, 2048)
    samples = random.normal(0, 1, (4, 16))[labels] + random.normal(0, 1.2, (2048, 16))
    return TensorDataset(torch.tensor(samples, dtype=torch.float32), torch.tensor(labels))


def network():
    return nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4))


OPTIMIZERS = {
    "sgd": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr),
    "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
    "adam": lambda parameters, lr: torch.optim.Adam(parameters, lr=lr),
    "rmsprop": lambda parameters, lr: torch.optim.RMSprop(parameters, lr=lr),
}


def lightning_course(release, optimizer, seed, steps, batch, top):
    """Rates and losses of a sweep by that release of Lightning, and the rate that it suggests itself."""
    losses = []

    class Module(release.LightningModule):
        def __init__(self):
            super().__init__()
            self.lr, self.network = 1e-3, network()

        def training_step(self, samples, _):
            loss = nn.functional.cross_entropy(self.network(samples[0]), samples[1])
            losses.append(loss.item())
            return loss

        def configure_optimizers(self):
            return OPTIMIZERS[optimizer](self.parameters(), self.lr)

    release.seed_everything(seed)
    trainer = release.Trainer(
        max_epochs=100, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, default_root_dir=tempfile.gettempdir())
    tuner = trainer.tuner if release is early_lightning else lightning.pytorch.tuner.Tuner(trainer)
    finder = tuner.lr_find(
        Module(), DataLoader(data(seed), batch, shuffle=True), max_lr=top, num_training=steps)
    return finder.results["lr"], losses, finder.suggestion()


def lightning_sweep(optimizer, seed, steps, batch, top):
    settings = (optimizer, seed, steps, batch, top)
    rates, losses, own = lightning_course(lightning, *settings)
    curve = read(f"lightning, {optimizer}, seed {seed}", rates, losses, steps)
    assert own == curve["rates"][curve["answers"]["lightning"]["index"]]
    # The same sweep by the release of `steepest`, by whose training loop the steps are counted.
    rates, losses, own = lightning_course(early_lightning, *settings)
    assert own == rates[steepest_answer(rates, losses, steps)["index"]]
    return curve


class RawLosses(Callback):
    def __init__(self):
        self.values = []

    def after_loss(self):
        self.values.append(self.learn.loss.item())


def fastai_sweep(optimizer, seed, steps, batch, top):
    set_seed(seed, reproducible=True)
    samples = list(data(seed))
    raw = RawLosses()
    loaders = DataLoaders(FastaiLoader(samples, bs=batch, shuffle=True), FastaiLoader(samples[:batch], bs=batch))
    kind = lambda parameters, **settings: OptimWrapper(
        parameters, lambda groups, **more: OPTIMIZERS[optimizer](groups, more.get("lr", 1e-3)), **settings)
    with tempfile.TemporaryDirectory() as folder:
        learner = Learner(loaders, network(), nn.CrossEntropyLoss(), opt_func=kind, path=folder, cbs=[raw])
        rules = (fastai_schedule.valley, fastai_schedule.slide, fastai_schedule.minimum, fastai_schedule.steep)
        with learner.no_bar():
            own = learner.lr_find(end_lr=top, num_it=steps, show_plot=False, suggest_funcs=rules)
    rates = learner.recorder.lrs
    curve = read(f"fastai, {optimizer}, seed {seed}", rates, raw.values[:len(rates)], steps)
    for rule in rules:
        answer = curve["answers"][rule.__name__]
        rate = answer.get("rate", float(np.float32(curve["rates"][answer["index"]])))
        assert rate == getattr(own, rule.__name__), (rule.__name__, rate, own)
    return curve


def torch_lr_finder_sweep(optimizer, seed, steps, batch, top):
    torch.manual_seed(seed)
    losses, model = [], network()

    def criterion(outputs, labels):
        loss = nn.functional.cross_entropy(outputs, labels)
        losses.append(loss.item())
        return loss

    finder = torch_lr_finder.LRFinder(model, OPTIMIZERS[optimizer](model.parameters(), 1e-7), criterion)
    finder.range_test(DataLoader(data(seed), batch, shuffle=True), end_lr=top, num_iter=steps)
    curve = read(f"pytorch-lr-finder, {optimizer}, seed {seed}", finder.history["lr"], losses, steps)
    own = finder.plot()[1]
    assert own == curve["rates"][curve["answers"]["torch_lr_finder"]["index"]]
    return curve


# Curves that no network made


def ladder(count, low=1e-7, high=10.0):
    return low * (high / low) ** (np.arange(count) / max(count - 1, 1))


def fall(rates, centre, width=0.3):
    return 2.3 - 1.8 / (1 + np.exp(-(np.log10(rates) - np.log10(centre)) / width))


def synthetic():
    hundred, random = ladder(100), np.random.default_rng(7)
    yield "flat", hundred, np.full(100, 2.302585)
    yield "flat and noisy", hundred, 2.302585 + random.normal(0, 0.05, 100)
    yield "rising", hundred, np.linspace(1, 2, 100)
    yield "falling", hundred, np.linspace(2, 1, 100)
    yield "noisy", hundred, fall(hundred, 1e-3) + random.normal(0, 0.3, 100)
    yield "clean", hundred, fall(hundred, 1e-3)
    yield "ends with nan", hundred, np.where(np.arange(100) < 80, fall(hundred, 1e-3), np.nan)
    yield "ends with infinity", hundred, np.where(np.arange(100) < 95, fall(hundred, 1e-3), np.inf)
    yield "nothing but nan", hundred, np.full(100, np.nan)
    yield "three points", ladder(3), np.array([2.3, 2.2, 2.1])
    yield "one point", ladder(1), np.array([2.3])
    yield "seventeen points", ladder(17), np.linspace(2.3, 1, 17)
    yield "spike at the beginning", hundred, fall(hundred, 1e-3) + np.where(np.arange(100) == 1, 20.0, 0.0)
    blow_up = np.exp(np.clip((np.log10(hundred) + 1) * 4, -50, 4))
    yield "blows up", hundred, fall(hundred, 1e-3) + blow_up + random.normal(0, 0.02, 100)
    thousand = ladder(1000)
    yield "a thousand points", thousand, fall(thousand, 1e-2) + random.normal(0, 0.2, 1000)
    steps = np.floor(np.arange(100) / 10)
    yield "stairs", hundred, 3 - 0.2 * steps


def curves():
    for sweep in (lightning_sweep, fastai_sweep, torch_lr_finder_sweep):
        for seed, optimizer in enumerate(OPTIMIZERS):
            yield sweep(optimizer, seed, 100, 64, 10.0)
            yield sweep(optimizer, seed + 10, 70, 256, 1.0)
    for name, rates, losses in synthetic():
        yield read(name, rates, losses)


with contextlib.redirect_stdout(io.StringIO()):
    recorded = list(curves())
print("[" + ",\n".join(json.dumps(curve) for curve in recorded) + "]")
