"""Layouts: where PyTorch's parameters have our learned arrays.

Each of ours is one or more views of parameters, side by side along the last axis. Where a
Linear keeps w as (M, D), the view is transposed; where a recurrent layer or an attention has
several of ours in one parameter, or in another order, each is a view by itself.
"""

import numpy as np

GATES = {"RNN": (0,), "GRU": (0, 1, 2), "LSTM": (0, 1, 3, 2)}  # where it has each of ours


def views(module):
    """Yield for each of our learned arrays, in our order, its views of module's parameters.

    A module with parameters in an order of its own says so in a method views.
    """
    kind, own = type(module).__name__, [w.detach() for w in module.parameters(recurse=False)]
    if hasattr(module, "views"):
        yield from module.views()
    elif kind in GATES:
        for w in own[:3]:  # the fourth is a second bias, of which only the sum counts
            parts = w.chunk(len(GATES[kind]))
            yield [parts[i].T if w.ndim == 2 else parts[i] for i in GATES[kind]]
    else:
        for w in own:
            yield [w.T if kind == "Linear" and w.ndim == 2 else w]
        for child in module.children():
            yield from views(child)


def write(arrays, module) -> None:
    """Copy our arrays to where module has them. Raises ValueError if their number differs."""
    import torch

    for a, parts in zip(arrays, views(module), strict=True):
        widths = np.cumsum([part.shape[-1] for part in parts])
        for part, mine in zip(parts, np.split(a, widths[:-1], axis=-1), strict=True):
            part.copy_(torch.from_numpy(mine))


def read(module):
    """Yield module's parameters as our arrays, copied."""
    for parts in views(module):
        yield np.concatenate([part.numpy() for part in parts], axis=-1)
