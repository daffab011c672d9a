"""Build: the net that the settings of `dout train` describe."""

import importlib
import math

from dout.choices import ACTIVATIONS, NETS, NORMS, module


def build(settings: dict, shape: tuple[int, ...], classes: int, rng) -> tuple:
    """Return (module, net) for inputs of shape, scores for classes.

    Raises ValueError for a convolutional net and inputs that are not images.
    """
    name = settings["net"]
    kind = importlib.import_module(NETS[name])
    activation, norm = (
        module(table, settings[key])
        for key, table in (("activation", ACTIVATIONS), ("norm", NORMS))
    )
    more = {"activation": activation, "keep": settings["keep"]}
    if name in ("linear", "mlp"):
        hidden = () if name == "linear" else settings["hidden"]
        return kind, kind.init((math.prod(shape), *hidden, classes), rng, norm=norm, **more)
    if len(shape) != 3:
        raise ValueError(
            f"{name} is for images, and {settings['data']} has points: try --net mlp"
        )
    if name == "lenet":
        return kind, kind.init(shape, classes, rng, **more)
    return kind, kind.init(shape, settings["stages"], classes, rng, norm=norm, **more)
