"""Build: the net that the settings of `dout train` describe."""

import importlib
import math

from dout.choices import ACTIVATIONS, CELLS, NETS, NORMS, module
from nets import resnet9


def classifier(settings: dict, shape: tuple[int, ...], classes: int, rng) -> tuple:
    """Return (module, net) for inputs of shape, scores for classes.

    Raises ValueError for a convolutional net and inputs that are not images.
    """
    name, keep = settings["net"], settings["keep"]
    kind = importlib.import_module(NETS[name])
    activation, norm = (
        module(table, settings[key])
        for key, table in (("activation", ACTIVATIONS), ("norm", NORMS))
    )
    more = {"activation": activation, "norm": norm}
    if name in ("linear", "mlp"):
        hidden = () if name == "linear" else settings["hidden"]
        return kind, kind.init((math.prod(shape), *hidden, classes), rng, keep=keep, **more)
    if len(shape) != 3:
        raise ValueError(
            f"{name} is for images, and {settings['data']} has points: try --net mlp"
        )
    if name == "lenet":
        return kind, kind.init(shape, classes, rng, activation=activation, keep=keep)
    if name == "resnet":
        if settings["depth"] == 9:
            sizes = {key: settings[key] for key in ("width", "residuals")}
            return resnet9, resnet9.init(shape, classes, rng, **sizes, **more)
        sizes = {key: settings[key] for key in ("depth", "width", "pool")}
        return kind, kind.init(shape, classes, rng, **sizes, **more)
    return kind, kind.init(shape, settings["stages"], classes, rng, keep=keep, **more)


def language_model(settings: dict, V: int, rng) -> tuple:
    """Return (module, net) for a vocabulary of V characters."""
    kind = importlib.import_module(NETS[settings["net"]])
    width, more = settings["width"], {"depth": settings["depth"], "keep": settings["keep"]}
    if settings["net"] == "charlm":
        D = min(V, 64)  # features of a character: as many as tell them apart, and not more
        return kind, kind.init(V, D, width, rng, cell=module(CELLS, settings["cell"]), **more)
    tied = settings["tied"] == "yes"
    sizes = settings["context"], width, settings["heads"]
    return kind, kind.init(V, *sizes, rng, tied=tied, **more)
