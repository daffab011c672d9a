"""Training: a step of each side as its users write it, on one minibatch after another.

drawn()    module, net, loss, batches of ours, the same at each call
model()    PyTorch's module, its parameters in the order of our learned arrays
"""

from functools import partial
from itertools import cycle

import numpy as np

from benchmarks import agree, layouts, products
from benchmarks.workload import Workload
from nets import walk
from optim import adam, adamw, fit, momentum
from optim.step import gradients, move

STEPS = 10  # that must agree
RULES = {"momentum": momentum, "adam": adam, "adamw": adamw}


def workload(about: str, drawn, model, rule: str, lr: float, limit=agree.MOVED) -> Workload:
    """Return the workload of a net's training step; limit is agree.py's for what moved."""
    return Workload(
        f"{about}, {rule}",
        partial(ours, drawn, rule, lr, limit),
        partial(theirs, drawn, model, rule, lr),
        partial(products.of_step, drawn),
    )


def ours(drawn, rule: str, lr: float, limit=agree.MOVED) -> tuple:
    """Return the tasks and the check for our net, the step being optim/step.py's."""
    module, net, loss, batches = drawn()
    examples = zip(*map(cycle, batches), strict=True)
    cache, rng = loss.init(), np.random.default_rng(0)  # which fit would draw batches from
    states = fit.begin(net, RULES[rule], lr, {}, rng)["states"]
    start = {path: inner[key].copy() for path, inner, key in walk.learned(net)}
    walk.set_training(net, True)
    next(walk.learned(net))[1]["need_dx"] = False  # as fit does: nobody reads the first dx

    def step():
        x, y = next(examples)
        value, _ = gradients(module, net, loss, cache, x, y, l2=0.0)
        move(net, RULES[rule], states, lr)
        return value

    def check():
        losses = [step() for _ in range(STEPS)]
        now = {path: inner[key] for path, inner, key in walk.learned(net)}
        moved = {path: now[path] - start[path] for path in seen(net)}
        return {"losses": losses, "moved": moved, "limit": limit}

    return {"step": step}, check


def theirs(drawn, model, rule: str, lr: float) -> tuple:
    """Return the tasks and the check for PyTorch's model, with our net's weights at first."""
    import torch

    _, net, loss, batches = drawn()
    model, loss = model(), criterion(loss)
    start = {path: inner[key] for path, inner, key in walk.learned(net)}
    layouts.write(start.values(), model)
    optimizer = optimizer_of(model.parameters(), rule, lr)
    examples = zip(*(cycle(map(torch.from_numpy, part)) for part in batches), strict=True)

    def step():
        x, y = next(examples)
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()
        return value.item()

    def check():
        losses = [step() for _ in range(STEPS)]
        now = dict(zip(start, layouts.read(model), strict=True))
        moved = {path: now[path] - start[path] for path in seen(net)}
        return {"losses": losses, "moved": moved}

    return {"step": step}, check


def seen(net: dict) -> list[str]:
    """Return the paths of the learned arrays that the loss can see.

    It cannot see a bias that a batchnorm takes out again, nor attention's bk, which its softmax
    does: their gradients are 0 but for rounding, and say nothing about who computes right.
    """
    layers = [*walk.layers(net)]
    unseen = {f"{path}.bk" for path, _ in layers}
    for (path, _), (_, after) in zip(layers[:-1], layers[1:], strict=True):
        if "running_mean" in after:
            unseen.add(f"{path}.b")
    return [path for path, _, _ in walk.learned(net) if path not in unseen]


def criterion(loss):
    """Return PyTorch's loss for ours, of scores (..., K) and y (...) if it is of labels."""
    from torch.nn import functional as F

    def cross_entropy(scores, y):
        return F.cross_entropy(scores.flatten(0, -2), y.flatten())

    known = {"cross_entropy": cross_entropy, "mse": F.mse_loss}
    return known[loss.__name__.rpartition(".")[2]]


def optimizer_of(parameters, rule: str, lr: float):
    """Return PyTorch's optimizer; AdamW's decays what our fit lets decay: no bias, no norm."""
    from torch import optim

    parameters = [w for w in parameters if w.requires_grad]
    if rule == "momentum":
        return optim.SGD(parameters, lr=lr, momentum=0.9)
    if rule == "adam":
        return optim.Adam(parameters, lr=lr)
    decayed = {"params": [w for w in parameters if w.ndim > 1]}
    others = {"params": [w for w in parameters if w.ndim == 1], "weight_decay": 0.0}
    return optim.AdamW([decayed, others], lr=lr)
