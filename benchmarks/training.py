"""Training: a step of each side as its users write it, on one minibatch after another."""

from itertools import cycle

from nets import walk
from optim.step import gradients, move


def ours(module, net: dict, loss, rule, lr: float, batches) -> tuple:
    """Return step and moved for our net, step being optim/step.py's."""
    examples = zip(*map(cycle, batches), strict=True)
    cache = loss.init()
    states = {path: rule.init(inner[key], lr=lr) for path, inner, key in walk.learned(net)}
    start = {path: inner[key].copy() for path, inner, key in walk.learned(net)}
    walk.set_training(net, True)
    next(walk.learned(net))[1]["need_dx"] = False  # as fit does: nobody reads the first dx

    def step():
        x, y = next(examples)
        value, _ = gradients(module, net, loss, cache, x, y, l2=0.0)
        move(net, rule, states, lr)
        return value

    def moved():
        return {path: inner[key] - start[path] for path, inner, key in walk.learned(net)}

    return step, moved


def theirs(model, net: dict, loss, optimizer, batches) -> tuple:
    """Return step and moved for PyTorch's model, which begins with our net's weights.

    optimizer takes the parameters. Their order must be that of our learned arrays, each of
    them transposed: a Linear keeps w as (M, D).
    """
    import torch

    start = {path: inner[key] for path, inner, key in walk.learned(net)}
    parameters = list(model.parameters())
    with torch.no_grad():
        for parameter, w in zip(parameters, start.values(), strict=True):
            parameter.copy_(torch.from_numpy(w.T))
    optimizer = optimizer(parameters)
    examples = zip(*(cycle(map(torch.from_numpy, part)) for part in batches), strict=True)

    def step():
        x, y = next(examples)
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()
        return value.item()

    def moved():
        now = (parameter.detach().numpy().T for parameter in parameters)
        return {path: w - start[path] for path, w in zip(start, now, strict=True)}

    return step, moved
