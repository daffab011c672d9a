"""Groups: convolutions in which the first group's part stands for every group's."""

import numpy as np

from arrays.correlation import adjoint_in_w, adjoint_in_x, correlate
from arrays.sliding import pair
from diagnose.checking.problem import Mistake


def how(t) -> tuple:
    """Return stride, pad and groups, the first two as pairs."""
    return pair("stride", t.stride, 1), pair("pad", t.pad, 0), t.groups


def first(a, axis: int, groups: int):
    """Return a with the first of its groups along an axis in the place of all."""
    part = np.split(a, groups, axis)[0]
    return np.concatenate([part] * groups, axis)


def biased(out, t):
    return out + t.b[:, None, None]


def conv(t, **parts) -> dict:
    """Return out, dx and dw of a convolution with other x, w or dout."""
    x, w, dout = (parts.get(name, getattr(t, name)) for name in ("x", "w", "dout"))
    return {
        "out": biased(correlate(x, w, *how(t)), t),
        "dx": adjoint_in_x(dout, w, *t.x.shape[2:], *how(t)),
        "dw": adjoint_in_w(dout, x, *t.w.shape[2:], *how(t)),
    }


def conv_transpose(t, **parts) -> dict:
    """Return the same of a transposed convolution."""
    x, w, dout = (parts.get(name, getattr(t, name)) for name in ("x", "w", "dout"))
    return {
        "out": biased(adjoint_in_x(x, w, *t.out.shape[2:], *how(t)), t),
        "dx": correlate(dout, w, *how(t)),
        "dw": adjoint_in_w(x, dout, *t.w.shape[2:], *how(t)),
    }


PARTS = {  # name: of which axis groups are cut, what is spoiled, what is said of it
    "w": (0, ("out", "dx"), "filters", "group k has the k-th part of w along axis 0"),
    "x": (1, ("out", "dw"), "channels of x", "group k has the k-th part of x's channels"),
    "dout": (
        1,
        ("dx", "dw"),
        "channels of dout",
        "group k has the k-th part of dout's channels",
    ),
}


def grouped(made) -> list[Mistake]:
    """Return what goes wrong between the groups of a layer that made computes."""
    return [
        Mistake(
            of,
            f"the first group's {word} serve every group",
            f"{of} takes the first group's {word} in every group: {says}, so cut it out anew "
            f"for each group.",
            lambda t, name=name, axis=axis, of=of: made(
                t, **{name: first(getattr(t, name), axis, t.groups)}
            )[of],
        )
        for name, (axis, spoiled, word, says) in PARTS.items()
        for of in spoiled
    ]
