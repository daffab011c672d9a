"""Fit: the training loop. Every epoch shuffles the examples and takes a step a minibatch.

A step is optim/step.py's, with clipping before the update and L1's shrinking after it. The
history is a list of dicts, one an epoch, with the keys that optim/history.py explains.
"""

import math
import time
from contextlib import contextmanager
from itertools import islice
from numbers import Integral, Real

import numpy as np

from data.batches import cuts, shuffled
from nets import walk
from optim import clip, decay, history
from optim.evaluate import add, evaluate
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
    settings             further settings of the rule: {"mu": 0.95}
    loss_cache           what loss.init returned, where its default will not do
    keep_best            end with the weights of the best epoch on valid (by accuracy, and among
                         equals by loss) rather than with the last
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
    refuse_bounds(bounds, accumulate)
    rate = lr if callable(lr) else lambda step: lr
    cache = loss.init() if loss_cache is None else loss_cache
    run = {} if run is None else run
    if "history" not in run:
        run |= begin(net, rule, checked_rate(rate(0), 0), settings or {}, rng)
    rows = run["history"]

    def step(x, y):
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
        return value, right

    if show and len(rows) < epochs:
        show(history.heading())
    with spared_first_dx(net):
        while len(rows) < epochs and one_epoch(
            step, net, train, batch_size, rng, run, show, stop
        ):
            row = summary(run, train, decay.penalty(net, l2, l1), clip_norm)
            if valid is not None:
                row["valid_loss"], row["valid_accuracy"] = evaluate(
                    module, net, loss, valid, loss_cache=cache
                )
            rows.append(row)
            if keep_best:
                remember_best(net, run)
            if show:
                show(history.line(row))
            if on_epoch:
                on_epoch(rows)
    if keep_best and len(rows) >= epochs:
        restore_best(net, run)
    walk.set_training(net, False)
    return rows


def checked_rate(lr: float, step: int) -> float:
    """Return lr. Raises ValueError unless it is a finite number >= 0."""
    if not (isinstance(lr, Real) and 0 <= lr < math.inf):
        raise ValueError(f"fit needs a finite lr >= 0, and at step {step + 1} it is {lr!r}")
    return lr


def begin(net: dict, rule, lr: float, settings: dict, rng) -> dict:
    """Return the run at its start: what fit must know to go on, and no more."""
    states = {}
    for path, inner, key in walk.learned(net):
        states[path] = rule.init(inner[key], lr=lr, **settings)
        if "weight_decay" in states[path] and not decay.decays(key):
            states[path]["weight_decay"] = 0.0
    order = rng.bit_generator.state  # from which this epoch's order is drawn, now or again
    return {"history": [], "states": states, "order": order, "steps": 0, "best": None} | FRESH


FRESH = {"taken": 0, "loss": 0.0, "right": 0, "norm": 0.0, "seconds": 0.0}  # of an epoch


def one_epoch(step, net, train, batch_size, rng, run, show, stop) -> bool:
    """Take the steps that the epoch still has; return False if stop ended it early."""
    x, y = train
    rng.bit_generator.state = run["order"]
    batches = shuffled(x, y, batch_size, rng)
    if run["taken"]:
        rng.bit_generator.state = run["drawn"]
    walk.set_training(net, True)
    number = len(cuts(len(x), batch_size)) + 1
    with progress_bar(run, number, show) as bar:
        for part, labels in islice(batches, run["taken"], None):
            if stop and stop():
                run["drawn"] = rng.bit_generator.state
                return False
            start = time.perf_counter()
            value, right = step(part, labels)
            run["steps"] += 1
            run["taken"] += 1
            run["loss"] += value * len(part)
            run["right"] = add(run["right"], right)
            run["seconds"] += time.perf_counter() - start
            bar.update()
    run["order"] = rng.bit_generator.state
    return True


def summary(run: dict, train, penalty: float, clip_norm) -> dict:
    """Return the epoch's row of the history, without valid; and make run ready for the next."""
    x, y = train
    row = {
        "epoch": len(run["history"]) + 1,
        "train_loss": run["loss"] / len(x),
        "train_accuracy": None if run["right"] is None else run["right"] / y.size,
        "penalty": penalty,
        "gradient_norm": None if clip_norm is None else run["norm"],
        "valid_loss": None,
        "valid_accuracy": None,
        "lr": run["lr"],
        "samples_per_second": len(x) / run["seconds"],
        "seconds": run["seconds"],
    }
    run |= FRESH
    return row


def remember_best(net: dict, run: dict) -> None:
    """Copy all that lasts of the net if its last epoch was the best on valid so far."""
    row, best = run["history"][-1], run["best"]
    if best is None or rank(row) > rank(run["history"][best["epoch"] - 1]):
        arrays = {path: inner[key].copy() for path, inner, key in walk.lasting(net)}
        run["best"] = {"epoch": row["epoch"], "arrays": arrays}


def restore_best(net: dict, run: dict) -> None:
    """Put the best epoch's weights and running averages back into the net."""
    for path, inner, key in walk.lasting(net):
        inner[key][...] = run["best"]["arrays"][path]


def rank(row: dict) -> tuple[float, float]:
    """Return what is higher the better an epoch did on valid: accuracy, then loss."""
    return row["valid_accuracy"] or 0.0, -row["valid_loss"]


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


def refuse_misfits(net, train, valid, epochs, batch_size, l2, keep_best) -> None:
    """Raise ValueError for what would spoil a run in silence, or only after hours."""
    first = next(walk.learned(net), None)
    if first is None:
        raise ValueError("there is nothing to fit: the net has no learned arrays")
    _, inner, key = first
    refuse_data("train", *train, inner[key].dtype)
    if valid is not None:
        refuse_data("valid", *valid, inner[key].dtype)
    elif keep_best:
        raise ValueError("keep_best chooses by the validation set: fit needs valid")
    whole = isinstance(epochs, Integral) and isinstance(batch_size, Integral)
    if not whole or epochs < 1 or batch_size < 1 or not 0 <= l2 < math.inf:
        raise ValueError(
            "fit needs whole epochs >= 1, batch_size >= 1 and finite l2 >= 0, "
            f"not epochs={epochs}, batch_size={batch_size}, l2={l2}"
        )


def refuse_bounds(bounds: dict, accumulate: int) -> None:
    """Raise ValueError for a penalty or bound below 0, or fewer micro-batches than one."""
    for name, value in bounds.items():
        if value is not None and not (0 < value < math.inf or name == "l1" and value == 0):
            raise ValueError(f"fit needs a finite {name} > 0, not {value}")
    if not isinstance(accumulate, Integral) or accumulate < 1:
        raise ValueError(f"fit needs accumulate >= 1 micro-batches, not {accumulate}")


def refuse_data(name: str, x, y, dtype) -> None:
    """Raise ValueError unless x is finite, of dtype or int64 indices, with a y an example."""
    if len(x) != len(y) or not len(x):
        raise ValueError(
            f"{name} needs a y for each x, and one or more, not {len(y)} for {len(x)}"
        )
    if x.dtype != dtype and x.dtype != np.int64:
        raise ValueError(
            f"{name}'s x is {x.dtype}, and the net is {dtype}: normalize pixels with "
            f"data/normalize.py, or convert with x.astype(np.{dtype})"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError(f"{name} has values that are nan or infinite")
