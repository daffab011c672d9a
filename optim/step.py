"""Step: what one minibatch does to a net, in two halves: all gradients, and the update.

    scores = forward(x),  dout = d loss / d scores,  backward(dout),  dw += l2 w,  update(w, dw)

fit runs this; whoever writes a loop of their own can too.
"""

import numpy as np

from nets import walk
from optim import decay
from optim.evaluate import add, correct


def gradients(module, net, loss, cache, x, y, l2=0.0, accumulate=1) -> tuple[float, int | None]:
    """Set every gradient for one minibatch; return its loss and how many are right."""
    with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is reported
        if accumulate == 1:
            found = micro_batch(module, net, loss, cache, x, y)
        else:
            found = accumulated(module, net, loss, cache, x, y, accumulate)
        if l2:
            decay.add_l2(net, l2)
    return found


def micro_batch(module, net, loss, cache, x, y) -> tuple[float, int | None]:
    """Take the way forward and back once; return the loss and how many are right."""
    scores = module.forward(x, net)
    cache["y"] = y
    value = float(loss.forward(scores, cache))
    module.backward(loss.backward(1.0, cache), net)
    walk.add_tied(net)
    return value, correct(scores, y)


def accumulated(module, net, loss, cache, x, y, parts: int) -> tuple[float, int | None]:
    """Do as micro_batch in parts: a mean is the parts' means, weighted by their size."""
    value, right, sums = 0.0, 0, {}
    for part in np.array_split(np.arange(len(x)), min(parts, len(x))):
        share = len(part) / len(x)
        part_value, part_right = micro_batch(module, net, loss, cache, x[part], y[part])
        value, right = value + share * part_value, add(right, part_right)
        for path, inner, key in walk.learned(net):
            sums[path] = sums.get(path, 0) + share * inner["d" + key]
    for path, inner, key in walk.learned(net):
        inner["d" + key] = sums[path]
    return value, right


def move(net: dict, rule, states: dict, lr: float) -> None:
    """Let the rule update every learned array of the net, each by its own state."""
    with np.errstate(over="ignore", invalid="ignore"):  # the next loss will tell
        for path, inner, key in walk.learned(net):
            states[path]["lr"] = lr
            rule.update(inner[key], inner["d" + key], states[path])
