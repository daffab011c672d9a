"""Healthy: nets of the zoo, fresh and trained on real data, of which no rule should alarm."""

import numpy as np

from data.batches import in_order, shuffled
from diagnose.evidence import gather
from diagnose.leaks import measure
from dout import choices, labelled, language, session
from optim.fit import fit

FEW = {"epoch_size": 3000}
RUNS = {  # by name: the settings of `dout train`, cut short where that takes minutes
    "digits": {},
    "digits, sigmoid": {"activation": "sigmoid"},
    "digits, tanh": {"activation": "tanh"},
    "digits, leaky relu": {"activation": "leaky_relu"},
    "digits, batchnorm": {"norm": "batchnorm"},
    "digits, svm": {"loss": "svm"},
    "digits, linear": {"net": "linear"},
    "digits, three hidden": {"hidden": (128, 128, 128)},
    "digits, l2": {"l2": 1e-4},
    "digits, clipped": {"clip_norm": 1.0},
    **{f"digits, {rule}": {"rule": rule} for rule in choices.RULES if rule != "momentum"},
    "digits, lenet": {"net": "lenet", "epochs": 2} | FEW,
    "digits, convnet": {"net": "convnet", "stages": ((8,), (16,)), "epochs": 3} | FEW,
    "spiral": {"data": "spiral"},
    "spiral, tanh": {"data": "spiral", "activation": "tanh"},
    "shapes, convnet": {"data": "shapes", "net": "convnet", "epochs": 4, "epoch_size": 2000},
    "mnist": {"data": "mnist"} | FEW,
    "mnist, linear": {"data": "mnist", "net": "linear"} | FEW,
    "mnist, lenet": {"data": "mnist", "net": "lenet", "epochs": 3} | FEW,
    "fashion-mnist": {"data": "fashion-mnist"} | FEW,
    "fashion-mnist, convnet": {
        **{"data": "fashion-mnist", "net": "convnet"},
        **{"epochs": 3, "epoch_size": 1500},
    },
    "cifar10": {"data": "cifar10", "epochs": 6} | FEW,
    "cifar10, convnet": {"data": "cifar10", "net": "convnet", "epochs": 3, "epoch_size": 1500},
    "cifar10, resnet": {
        **{"data": "cifar10", "net": "resnet", "width": 16},
        **{"epochs": 3, "epoch_size": 1000},
    },
    **{
        f"text, {cell}": {"net": "charlm", "cell": cell, "width": 64, "epochs": 1}
        for cell in choices.CELLS
    },
    "text, transformer": {
        **{"net": "transformer", "depth": 2, "width": 64},
        **{"epochs": 3, "epoch_size": 600},
    },
}


def alarms(name: str, seed: int) -> list:
    """Return the alarms of one run's three looks, as (when, Finding)."""
    job, settings = prepared(RUNS[name] | {"seed": seed})
    return looks(job, settings)


def judged(name: str, found: list) -> tuple[str, bool]:
    """Return the kind of the run, and whether the rules were right: silent."""
    return "healthy", not found


def prepared(given: dict) -> tuple:
    """Return what `dout train` makes of the settings: the job, and the settings in full."""
    settings = choices.resolved(given)
    kind = language if settings["data"] == "text" else labelled
    return kind.prepare(settings, lambda text: None), settings


def looks(job, settings: dict) -> list:
    """Train the job's net as settings say, and return its alarms, as (when, Finding)."""
    contiguous = job.loop.get("contiguous", False)
    x, y = job.train = tuple(a[: 120 * 64] for a in job.train) if contiguous else job.train
    n, run, found = min(settings["epoch_size"] or len(x), len(x)), {}, []
    few = slice(0, 128 if settings["data"] != "text" else 32)

    def batches():
        size = settings["batch_size"]
        if contiguous:
            return in_order(x, y, size)
        return shuffled(x, y, size, np.random.default_rng(0))

    def seen(rows):
        more = {"data": (x[:5000], y[:5000]), "history": rows, "batches": batches}
        if rows:
            more |= {"rule": job.rule, "states": run["states"], "lr": rows[-1]["lr"]}
        e = gather(job.module, job.net, x[few], y[few], job.loss, untrained=not rows, **more)
        when = f"epoch {len(rows)}"
        found.extend((when, finding) for finding in measure(e) if finding.alarm)

    def now_and_then(rows):
        if len(rows) in (max(1, settings["epochs"] // 2), settings["epochs"]):
            seen(rows)

    seen([])
    fit(
        *(job.module, job.net, job.loss, job.rule, job.train),
        valid=tuple(a[:1024] for a in job.valid),
        rng=job.rng,
        show=None,
        on_epoch=now_and_then,
        run=run,
        lr=session.schedule(settings, n),
        epochs=settings["epochs"],
        **session.of_a_step(settings),
        **job.loop,
    )
    return found
