"""CS231n's update rules, f(w, dw, config) -> next_w, config, but for Adam's.

Everything but w and dw stands in config, what a rule remembers as well: it is there from the
second step on, or from the first where training is resumed.
"""

import numpy as np

from diagnose.checking.known import momentum, rmsprop, sgd
from diagnose.checking.problem import Mistake, Rule, Steps


SGD = {"lr": "learning_rate"}
SGD_DEFAULTS = {"lr": 1e-2}
MOMENTUM_DEFAULTS = SGD_DEFAULTS | {"mu": 0.9}
RMSPROP_DEFAULTS = SGD_DEFAULTS | {"decay": 0.99, "eps": 1e-8}


def config_of(names: dict):
    """Return config, which packs the settings under the course's names, copied."""

    def config(g: dict) -> dict:
        if "defaults" in g:
            return {}
        found = {theirs: g[our] for our, theirs in names.items() if our in g}
        return {key: v.copy() if isinstance(v, np.ndarray) else v for key, v in found.items()}

    return config


def stepped(step):
    """Return the reference of step(w, dw, state, settings) -> next w; state is a dict."""

    def reference(g: dict) -> dict:
        w, state, ws = g["w"], {}, []
        for dw in g["dw"]:
            w = step(w, dw, state, g)
            ws.append(w)
        return {"w": np.array(ws).reshape(g["dw"].shape)}

    return reference


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


def points(draw, plain: dict, defaults: dict, *more: Steps) -> list[Steps]:
    """Return the points of a rule, of its plain settings and with an empty config."""
    return [
        Steps("four steps", draw(3, 4), draw(4, 3, 4), plain),
        Steps(
            "an empty config",
            draw(3, 2),
            draw(3, 3, 2),
            defaults | {"defaults": True},
            "defaults",
        ),
        Steps("a single number", draw(1), draw(5, 1), plain, "one feature"),
        Steps("filters", draw(2, 3, 2, 2), draw(3, 2, 3, 2, 2), plain),
        *more,
    ]


def sgd_sweep(draw) -> list[Steps]:
    return points(draw, {"lr": 0.3}, SGD_DEFAULTS)


def momentum_sweep(draw) -> list[Steps]:
    plain = {"lr": 0.3, "mu": 0.8}
    return points(
        draw,
        plain,
        MOMENTUM_DEFAULTS,
        Steps(
            "no friction kept, momentum 0",
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


def each_anew(t, step: np.ndarray):
    """Return w after each step, if every step is as the first one."""
    return t.w + np.cumsum(step, axis=0)


def unread(reference, names: dict, defaults: dict) -> list[Mistake]:
    """Return what is w where a setting's default stands for what config says."""

    def mistake(ours: str, default: float) -> Mistake:
        theirs = names[ours]
        return Mistake(
            "w",
            f"{theirs} is not read",
            f"Each step is made with {theirs} = {default:g}, whatever config says: read "
            f'config["{theirs}"], and take {default:g} only where it is missing.',
            lambda t: reference(vars(t) | {ours: default})["w"],
        )

    return [mistake(ours, default) for ours, default in defaults.items()]


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


def rule(name: str, step, names: dict, defaults: dict, sweep, known, own=()) -> Rule:
    """Return a rule of the course by its step, with a rule of known/ as its kin."""
    reference = stepped(step)
    every = [*own, *unread(reference, names, defaults), *known.MISTAKES]
    return Rule(name, config_of(names), reference, sweep, known.FORMULA, every)


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
