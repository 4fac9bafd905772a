"""The article's experiment in PyTorch Lightning on the CPU: four runs and a learning-rate range test whose suggestion is
really applied. `lightning.sh` runs it, in turns with xrun's on the same data.

Network, batch size, split, epochs and validations are those of `compare_lightning.py`'s EXPERIMENT. Prints one JSON
line a run, then the seconds in all, imports and reading the data included.
"""
import argparse
import gzip
import json
import logging
import pathlib
import tempfile
import time
import warnings

BEGIN = time.perf_counter()
warnings.filterwarnings("ignore")

import lightning.pytorch as pl  # noqa: E402  (the clock starts before the imports)
import numpy  # noqa: E402
import torch  # noqa: E402
from lightning.pytorch.loggers import TensorBoardLogger  # noqa: E402
from lightning.pytorch.tuner import Tuner  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn.functional import cross_entropy  # noqa: E402
from torch.utils.data import DataLoader, Subset, TensorDataset, random_split  # noqa: E402

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
SEED = 7
BATCH = 64


def read(folder, name, header):
    raw = gzip.decompress((folder / f"{name}.gz").read_bytes())
    return torch.from_numpy(numpy.frombuffer(raw, numpy.uint8, offset=header).copy())


class LeNet(pl.LightningModule):
    def __init__(self, lr=2e-3):
        super().__init__()
        self.lr = lr
        self.net = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

    def score(self, batch, split):
        x, y = batch
        logits = self.net(x)
        loss = cross_entropy(logits, y)
        self.log(f"{split}_loss", loss)
        self.log(f"{split}_acc", (logits.argmax(1) == y).float().mean())
        return loss

    def training_step(self, batch, _):
        return self.score(batch, "train")

    def validation_step(self, batch, _):
        self.score(batch, "val")

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.lr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--limit", type=int, help="use only so many of the training samples")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rates", nargs="+", default=["1e-5", "1e-4", "1e-1", "auto"])
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    images = read(arguments.data, "train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).float() / 255
    samples = TensorDataset(images, read(arguments.data, "train-labels-idx1-ubyte", 8).long())

    with tempfile.TemporaryDirectory() as logs:
        for rate in arguments.rates:
            torch.manual_seed(SEED)
            train, validation = random_split(samples, [48_000, 12_000], torch.Generator().manual_seed(SEED))
            train = Subset(train, range(arguments.limit or len(train)))
            loaders = DataLoader(train, BATCH, shuffle=True), DataLoader(validation, BATCH)
            options = dict(accelerator="cpu", max_epochs=arguments.epochs, val_check_interval=0.5,
                           enable_progress_bar=False, enable_model_summary=False, enable_checkpointing=False)
            model, begin = LeNet(), time.perf_counter()
            if rate == "auto":
                tuner = Tuner(pl.Trainer(logger=False, **options))
                model.lr = tuner.lr_find(model, *loaders).suggestion() or model.lr
            else:
                model.lr = float(rate)
            trainer = pl.Trainer(logger=TensorBoardLogger(logs, name=rate), **options)
            trainer.fit(model, *loaders)
            metrics = {name: float(value) for name, value in trainer.callback_metrics.items()}
            print(json.dumps({"run": rate, "learning_rate": model.lr,
                              "seconds": round(time.perf_counter() - begin, 1), **metrics}), flush=True)
    print(json.dumps({"seconds": time.perf_counter() - BEGIN, "lightning": pl.__version__,
                      "torch": torch.__version__}))


if __name__ == "__main__":
    main()
