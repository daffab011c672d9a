"""CS231n's update rules, f(w, dw, config) -> next_w, config, but for Adam's.

Everything but w and dw stands in config, what a rule remembers as well: it is there from the
second step on, or from the first where training is resumed.
"""

import numpy as np

from diagnose.checking.cs231n.steps import each_anew, points, rule
from diagnose.checking.known import momentum, rmsprop, sgd
from diagnose.checking.problem import Mistake, Steps

SGD = {"lr": "learning_rate"}
SGD_DEFAULTS = {"lr": 1e-2}
MOMENTUM_DEFAULTS = SGD_DEFAULTS | {"mu": 0.9}
RMSPROP_DEFAULTS = SGD_DEFAULTS | {"decay": 0.99, "eps": 1e-8}


def sgd_step(w, dw, state: dict, g: dict):
    return w - g["lr"] * dw


def momentum_step(w, dw, state: dict, g: dict):
    v = state.get("v", g.get("v", 0))
    state["v"] = v = g["mu"] * v - g["lr"] * dw
    return w + v


def rmsprop_step(w, dw, state: dict, g: dict):
    v = state.get("v", g.get("v", 0))
    state["v"] = v = g["decay"] * v + (1 - g["decay"]) * dw * dw
    return w - g["lr"] * dw / (np.sqrt(v) + g["eps"])


def sgd_sweep(draw) -> list[Steps]:
    return points(draw, {"lr": 0.3}, SGD_DEFAULTS)


def momentum_sweep(draw) -> list[Steps]:
    plain = {"lr": 0.3, "mu": 0.8}
    return points(
        draw,
        plain,
        MOMENTUM_DEFAULTS,
        Steps(
            "momentum = 0",
            draw(3, 2),
            draw(3, 3, 2),
            plain | {"mu": 0.0},
            "setting",
        ),
        Steps(
            "a velocity in config",
            draw(3, 2),
            draw(3, 3, 2),
            plain | {"v": draw(3, 2)},
            "resumed",
        ),
    )


def rmsprop_sweep(draw) -> list[Steps]:
    plain = {"lr": 0.3, "decay": 0.8, "eps": 1e-8}
    still = draw(3, 3, 2)
    still[:, 1] = 0
    return points(
        draw,
        plain,
        RMSPROP_DEFAULTS,
        Steps("epsilon = 0.5", draw(3, 2), draw(3, 3, 2), plain | {"eps": 0.5}, "eps"),
        Steps(
            "a cache in config",
            draw(3, 2),
            draw(3, 3, 2),
            plain | {"v": draw.positive(3, 2)},
            "resumed",
        ),
        Steps("gradients of 0", draw(3, 2), still, plain, "constant"),
        Steps("gradients around +-1000", draw(3, 2), 1000 * draw(3, 3, 2), plain, "large"),
    )


MOMENTUM_MISTAKES = [
    Mistake(
        "w",
        "the velocity is not put back",
        "Each step starts with a velocity of 0, as plain SGD does: put the new v into "
        'config["velocity"], from which the next step reads it.',
        lambda t: each_anew(t, -t.lr * t.dw),
    ),
]
RMSPROP_MISTAKES = [
    Mistake(
        "w",
        "the cache is not put back",
        "Each step starts with a mean square of 0: put the new one into "
        'config["cache"], from which the next step reads it.',
        lambda t: each_anew(t, -t.lr * t.dw / (np.sqrt((1 - t.decay) * t.dw**2) + t.eps)),
    ),
]


RULES = [
    rule("sgd", sgd_step, SGD, SGD_DEFAULTS, sgd_sweep, sgd),
    rule(
        "sgd_momentum",
        momentum_step,
        SGD | {"mu": "momentum", "v": "velocity"},
        MOMENTUM_DEFAULTS,
        momentum_sweep,
        momentum,
        MOMENTUM_MISTAKES,
    ),
    rule(
        "rmsprop",
        rmsprop_step,
        SGD | {"decay": "decay_rate", "eps": "epsilon", "v": "cache"},
        RMSPROP_DEFAULTS,
        rmsprop_sweep,
        rmsprop,
        RMSPROP_MISTAKES,
    ),
]
