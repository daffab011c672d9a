"""Fit: the training loop. Every epoch shuffles the examples and takes a step a minibatch.

A step is optim/step.py's, with clipping before the update and L1's shrinking after it. The
history is a list of dicts, one an epoch, with the keys that optim/history.py explains.
"""

import math
import time
from contextlib import contextmanager
from itertools import islice

import numpy as np

from arrays import threads
from data.batches import cuts, in_order, shuffled
from nets import walk
from optim import clip, decay, history, truncated
from optim.evaluate import add, evaluate
from optim.misfits import checked_rate, refuse_bounds, refuse_misfits
from optim.step import gradients, move


def fit(
    module,
    net: dict,
    loss,
    rule,
    train,
    *,
    valid=None,
    lr,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    l2=0.0,
    l1=0.0,
    clip_norm=None,
    clip_value=None,
    accumulate=1,
    augment=None,
    epoch_size=None,
    contiguous=False,
    settings=None,
    loss_cache=None,
    keep_best=False,
    show=print,
    on_epoch=None,
    stop=None,
    run=None,
) -> list[dict]:
    """Train net in place and return the history; the net is left out of training mode.

    module, loss, rule   modules: of the net (sequential, mlp), a loss layer, an update rule
    train, valid         (x, y) pairs, x of the net's dtype (or integers, for an embedding)
    lr                   a number, or a function of the step, 0 for the first, that returns one
    l2, l1               penalties on large weights, as optim/decay.py has them
    clip_norm            bound on the norm of all gradients together, and clip_value on each of
                         their entries, as optim/clip.py has them
    accumulate           micro-batches into which a minibatch is cut; their gradients add up to
                         its own, and only one of them need fit into memory
    augment              called with a minibatch's x and rng; the net is trained on what it
                         returns, as data/augment.py's do
    epoch_size           how many examples an epoch draws; all of them, if it is None
    contiguous           take the minibatches in order, and let recurrent layers go on where
                         they were: optim/truncated.py
    settings             further settings of the rule: {"mu": 0.95}
    loss_cache           what loss.init returned, where its default will not do
    keep_best            end with the weights of the best epoch on valid rather than the last:
                         best by "loss", or by "accuracy" (or True) and among equals by loss
    show                 what prints a line an epoch; None for no lines and no bar
    on_epoch             called with the history after each epoch
    stop                 called after each step; when it returns True, fit returns
    run                  a dict that fit keeps up to date, from which it can go on to the same
                         end: pass the same again, with equal arguments

    Raises ValueError for arguments that do not fit, FloatingPointError when the loss is not
    finite, with the step and the first layer concerned.
    """
    refuse_misfits(net, train, valid, epochs, batch_size, l2, keep_best)
    bounds = {"l1": l1, "clip_norm": clip_norm, "clip_value": clip_value}
    refuse_bounds(bounds, accumulate, epoch_size, contiguous)
    rate = lr if callable(lr) else lambda step: lr
    cache = loss.init() if loss_cache is None else loss_cache
    run = {} if run is None else run
    if "history" not in run:
        run |= begin(net, rule, checked_rate(rate(0), 0), settings or {}, rng)
    rows = run["history"]

    def step(x, y):
        if augment is not None:
            x = augment(x, rng)
        value, right = gradients(module, net, loss, cache, x, y, l2, accumulate)
        if not math.isfinite(value):
            raise diverged(module, net, x, value, run)
        run["lr"] = checked_rate(rate(run["steps"]), run["steps"])
        if clip_value is not None:
            clip.by_value(net, clip_value)
        if clip_norm is not None:
            run["norm"] = max(run["norm"], clip.by_norm(net, clip_norm))
        move(net, rule, run["states"], run["lr"])
        if l1:
            decay.shrink(net, run["lr"] * l1)
        if contiguous:
            walk.carry(net)
        return value, right

    def batches():
        if contiguous:
            return in_order(*train, batch_size)
        return shuffled(*train, batch_size, rng, size=epoch_size)

    n = min(epoch_size or len(train[0]), len(train[0]))
    number = len(cuts(n, batch_size)) + 1
    if show and len(rows) < epochs:
        show(history.heading())
    with spared_first_dx(net), threads.kept():
        while len(rows) < epochs:
            with truncated.between(net, run, contiguous):
                whole = one_epoch(step, net, batches, number, rng, run, show, stop)
            if not whole:
                break
            row = summary(run, decay.penalty(net, l2, l1), clip_norm)
            if valid is not None:
                row["valid_loss"], row["valid_accuracy"] = evaluate(
                    module,
                    net,
                    loss,
                    valid,
                    loss_cache=cache,
                    batch_size=batch_size if contiguous else None,
                    contiguous=contiguous,
                )
            rows.append(row)
            if keep_best:
                remember_best(net, run, by_loss=keep_best == "loss")
            if show:
                show(history.line(row))
            if on_epoch:
                on_epoch(rows)
    if keep_best and len(rows) >= epochs:
        restore_best(net, run)
    walk.set_training(net, False)
    return rows


def begin(net: dict, rule, lr: float, settings: dict, rng) -> dict:
    """Return the run at its start: what fit must know to go on, and no more."""
    states = {}
    for path, inner, key in walk.learned(net):
        states[path] = rule.init(inner[key], lr=lr, **settings)
        if "weight_decay" in states[path] and not decay.decays(key):
            states[path]["weight_decay"] = 0.0
    order = rng.bit_generator.state  # from which this epoch's order is drawn, now or again
    return {"history": [], "states": states, "order": order, "steps": 0, "best": None} | FRESH


FRESH = {  # of an epoch: what it has had so far
    **{"taken": 0, "examples": 0, "labels": 0},
    **{"loss": 0.0, "right": 0, "norm": 0.0, "seconds": 0.0},
}


def one_epoch(step, net, batches, number, rng, run, show, stop) -> bool:
    """Take the steps that the epoch still has; return False if stop ended it early."""
    rng.bit_generator.state = run["order"]
    parts = batches()
    if run["taken"]:
        rng.bit_generator.state = run["drawn"]
    walk.set_training(net, True)
    with progress_bar(run, number, show) as bar:
        for x, y in islice(parts, run["taken"], None):
            if stop and stop():
                run["drawn"] = rng.bit_generator.state
                return False
            start = time.perf_counter()
            value, right = step(x, y)
            run["steps"] += 1
            run["taken"] += 1
            run["examples"] += len(x)
            run["labels"] += y.size
            run["loss"] += value * len(x)
            run["right"] = add(run["right"], right)
            run["seconds"] += time.perf_counter() - start
            bar.update()
    run["order"] = rng.bit_generator.state
    return True


def summary(run: dict, penalty: float, clip_norm) -> dict:
    """Return the epoch's row of the history, without valid; and make run ready for the next."""
    row = {
        "epoch": len(run["history"]) + 1,
        "train_loss": run["loss"] / run["examples"],
        "train_accuracy": None if run["right"] is None else run["right"] / run["labels"],
        "penalty": penalty,
        "gradient_norm": None if clip_norm is None else run["norm"],
        "valid_loss": None,
        "valid_accuracy": None,
        "lr": run["lr"],
        "samples_per_second": run["examples"] / run["seconds"],
        "seconds": run["seconds"],
    }
    run |= FRESH | {"carried": {}}
    return row


def remember_best(net: dict, run: dict, by_loss: bool) -> None:
    """Copy all that lasts of the net if its last epoch was the best on valid so far."""
    row, best = run["history"][-1], run["best"]
    if best is None or rank(row, by_loss) > rank(run["history"][best["epoch"] - 1], by_loss):
        arrays = {path: inner[key].copy() for path, inner, key in walk.lasting(net)}
        run["best"] = {"epoch": row["epoch"], "arrays": arrays}


def restore_best(net: dict, run: dict) -> None:
    """Put the best epoch's weights and running averages back into the net."""
    for path, inner, key in walk.lasting(net):
        inner[key][...] = run["best"]["arrays"][path]


def rank(row: dict, by_loss: bool) -> tuple[float, float]:
    """Return what is higher the better an epoch did on valid: accuracy, then loss."""
    return 0.0 if by_loss else row["valid_accuracy"] or 0.0, -row["valid_loss"]


@contextmanager
def spared_first_dx(net: dict):
    """Let the first learned layer leave out its dx, which nobody reads while training."""
    first = next(walk.learned(net))[1]
    first["need_dx"] = False
    try:
        yield
    finally:
        del first["need_dx"]


def progress_bar(run: dict, number: int, show):
    """Return a bar of the epoch's steps on a terminal, and a silent one elsewhere."""
    from tqdm import tqdm  # here, as it takes 60 ms and not every importer of optim trains

    name = f"epoch {len(run['history']) + 1}"
    silent = None if show else True  # None: silent unless on a terminal
    return tqdm(desc=name, total=number, initial=run["taken"], leave=False, disable=silent)


def diverged(module, net: dict, x, value: float, run: dict) -> FloatingPointError:
    """Return the error for a loss that is not finite: when, and in which layer it shows."""
    found = [
        path for path, inner, key in walk.learned(net) if not np.isfinite(inner[key]).all()
    ]

    def tell(path, out):
        if not np.isfinite(out).all():
            found.append(f"the output of {path}")

    with np.errstate(all="ignore"):
        module.forward(x, walk.watched(walk.twin(net), tell))
    where = found[0] if found else "the loss itself"
    return FloatingPointError(
        f"the loss is {value} at epoch {len(run['history']) + 1}, step {run['taken'] + 1} "
        f"(lr {run.get('lr', 0):g}); the first that is not finite is {where}. The usual cures: "
        "a smaller lr, inputs that are normalized, smaller initial weights"
    )
