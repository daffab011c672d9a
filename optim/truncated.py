"""Truncated backpropagation through time: recurrent state goes on from batch to batch.

    batch k      h0 = the h with which batch k - 1 ended;  backward stops at the batch's start

The net reads a text of any length from end to end, and only the gradient is cut short, every T
steps: what led to h0 is not changed for what came of it. The batches must go on where those
before them ended, row for row (data/text.py, contiguous).

Source
    Williams and Peng (1990), "An Efficient Gradient-Based Algorithm for On-Line Training of
    Recurrent Network Trajectories"; Sutskever's thesis (2013), 2.8.6.
"""

from contextlib import contextmanager

from nets import walk


@contextmanager
def between(net: dict, run: dict, contiguous: bool):
    """If contiguous, begin with run["carried"], none at first, and leave there what ends it.

    Outside of this the net has no state: whatever runs it next starts at 0.
    """
    if not contiguous:
        yield
        return
    put(net, run.get("carried", {}))
    try:
        yield
    finally:
        run["carried"] = states(net)
        walk.forget(net)


def states(net: dict) -> dict:
    """Return the state at which each recurrent layer starts, by path: {"1.lstm.h0": array}."""
    return {
        f"{path}.{key}": inner[key]
        for path, inner in walk.layers(net)
        for key in ("h0", "c0")
        if key in inner
    }


def put(net: dict, states: dict) -> None:
    """Put back what states returned; a layer that it does not name starts at 0."""
    walk.forget(net)
    for path, inner in walk.layers(net):
        for key in ("h0", "c0"):
            if f"{path}.{key}" in states:
                inner[key] = states[f"{path}.{key}"]
