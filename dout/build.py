"""Build: the net that the settings of `dout train` describe."""

import math

from dout.choices import ACTIVATIONS, NORMS, module
from nets import mlp


def build(settings: dict, shape: tuple[int, ...], classes: int, rng) -> tuple:
    """Return (module, net) for inputs of shape, scores for classes."""
    hidden = () if settings["net"] == "linear" else settings["hidden"]
    net = mlp.init(
        (math.prod(shape), *hidden, classes),
        rng,
        activation=module(ACTIVATIONS, settings["activation"]),
        norm=module(NORMS, settings["norm"]),
        keep=settings["keep"],
    )
    return mlp, net
