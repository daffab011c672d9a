"""Labelled: what `dout train` makes of a set of images or points with labels: a job.

A job is what session.py trains and what is said of it afterwards:

    train, valid, module, net, loss, rule, rng    as fit takes them
    loop        what else fit takes: how the batches are made, and what is best
    facts       what model.npz says besides the net, and figures, the arrays that it holds
    identity    what a run must share with the one that it goes on with, besides settings
    report      called at the end, for the pictures and the figures on the test set
"""

import math
from functools import partial
from types import SimpleNamespace

import numpy as np

from arrays import whitening
from data import augment, normalize
from dout import build, choices
from nets import walk


def prepare(settings: dict, say) -> SimpleNamespace:
    """Return the job: data normalized and split, and the net, told as they come about."""
    for_net, for_split, for_order = np.random.default_rng(settings["seed"]).spawn(3)
    source = choices.module(choices.DATA, settings["data"])
    train, valid = split(*source.load("train"), settings["valid"], for_split)
    figures = normalize.measure(train[0])
    train, valid = ((normalize.apply(x, figures), y) for x, y in (train, valid))
    shape, K = train[0].shape[1:], len(source.CLASSES)
    say(
        f"{settings['data']}: {len(train[0]):,} training and {len(valid[0]):,} validation "
        f"examples of {' x '.join(map(str, shape))}, {K} classes\n"
    )
    if settings["augment"] and len(shape) != 3:
        raise ValueError(f"--augment is for images, and {settings['data']} has points")
    module, net = build.classifier(settings, shape, K, for_net)
    if settings["whiten"] == "yes":
        whiten(net, train[0])
    job = SimpleNamespace(
        train=train,
        valid=valid,
        module=module,
        net=net,
        loss=choices.module(choices.LOSSES, settings["loss"]),
        rule=choices.module(choices.RULES, settings["rule"]),
        rng=for_order,
        loop={"keep_best": "accuracy", "epoch_size": settings["epoch_size"]},
        figures=figures,
        facts={
            "data": settings["data"],
            "classes": list(source.CLASSES),
            "shape": list(shape),
        },
        identity={},
    )
    if settings["augment"]:
        job.loop["augment"] = augment.of(settings["augment"], settings["pad"])
    job.report = partial(report, job, source)
    told = ("rule", "lr", "schedule", "batch_size", "epochs", "keep", "l2", "seed")
    tell(settings, told, job, K, settings["batch_size"], say)
    return job


def whiten(net: dict, x: np.ndarray) -> None:
    """Let the first filters start with what whitens x's patches."""
    _, inner, key = next(walk.learned(net))
    if inner[key].ndim != 4:
        raise ValueError("--whiten yes is for nets that start with a convolution")
    whitening.fill(inner[key], x[:2000])


def report(*given) -> dict:
    """Write the pictures, and return the figures on the test set."""
    from dout import outcome  # here: matplotlib takes 0.7 s, for which no first step waits

    return outcome.report(*given)


def split(x, y, share: float, rng) -> tuple:
    """Return ((x, y), (x, y)): for training, and a share drawn at random for validation."""
    order = rng.permutation(len(x))
    held = round(share * len(x))
    if not 0 < held < len(x):
        raise ValueError(f"--valid {share} of {len(x)} examples leaves one of the parts empty")
    return tuple((x[part], y[part]) for part in (order[held:], order[:held]))


def tell(settings: dict, keys, job: SimpleNamespace, K: int, batch: int, say) -> None:
    """Say the settings, the net's table for a batch, and its loss on that before training."""
    say(", ".join(f"{key.replace('_', ' ')} {settings[key]}" for key in keys) + "\n")
    x, y = job.train
    say(walk.table(job.net, x[:batch]) + "\n")
    say(at_chance(job.module, job.net, job.loss, (x[:batch], y[:batch]), K) + "\n")


def at_chance(module, net: dict, loss, data, K: int) -> str:
    """Return the untrained net's loss in words, beside that of K equal scores.

    It is that of the first step, in training mode: a batchnorm's averages say nothing yet.
    """
    x, y = data
    trial = walk.trial(net)
    walk.set_training(trial, True)
    found = float(loss.forward(module.forward(x, trial), loss.init() | {"y": y}))
    chance = float(loss.forward(np.zeros((1, K)), loss.init() | {"y": np.zeros(1, int)}))
    text = f"loss before training {found:.4f}; with all scores equal it is {chance:.4f}"
    if math.isclose(chance, math.log(K)):
        text += f" = ln {K}"
    if abs(found - chance) > 0.1 * chance:
        text += (
            "\nThat is far off: the net starts sure of itself, its initial weights are large"
        )
    return text
