"""CS231n's adam(w, dw, config); t counts the steps, this one included, when it is used."""

import numpy as np

from diagnose.checking.cs231n.steps import each_anew, points, rule
from diagnose.checking.known import adam
from diagnose.checking.problem import Mistake, Steps

NAMES = {"lr": "learning_rate", "eps": "epsilon"} | {
    name: name for name in ("beta1", "beta2", "m", "v", "t")
}
DEFAULTS = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


def step(w, dw, state: dict, g: dict):
    m, v, t = (state.get(key, g.get(key, 0)) for key in ("m", "v", "t"))
    state["m"] = m = g["beta1"] * m + (1 - g["beta1"]) * dw
    state["v"] = v = g["beta2"] * v + (1 - g["beta2"]) * dw * dw
    state["t"] = t = t + 1
    mhat, vhat = m / (1 - g["beta1"] ** t), v / (1 - g["beta2"] ** t)
    return w - g["lr"] * mhat / (np.sqrt(vhat) + g["eps"])


def sweep(draw) -> list[Steps]:
    plain = {"lr": 0.3, "beta1": 0.8, "beta2": 0.95, "eps": 1e-8}
    still = draw(3, 3, 2)
    still[:, 1] = 0
    state = {"m": draw(3, 2), "v": draw.positive(3, 2), "t": 5}
    return points(
        draw,
        plain,
        DEFAULTS,
        Steps("epsilon = 0.5", draw(3, 2), draw(3, 3, 2), plain | {"eps": 0.5}, "eps"),
        Steps("m, v and t in config", draw(3, 2), draw(3, 3, 2), plain | state, "resumed"),
        Steps("gradients of 0", draw(3, 2), still, plain, "constant"),
        Steps("gradients around +-1000", draw(3, 2), 1000 * draw(3, 3, 2), plain, "large"),
    )


def forgetting(*forgotten: str):
    """Return what is w if some of m, v and t are as at the first step in every one."""

    def wrong(t):
        w, state, ws = t.w, {}, []
        for dw in t.dw:
            w = step(w, dw, state, vars(t))
            ws.append(w)
            for key in forgotten:
                del state[key]
        return np.array(ws)

    return wrong


MISTAKES = [
    Mistake(
        "w",
        "t is not put back",
        "t is 1 at every step, so the bias is corrected as at the first one: put t, 1 higher "
        'at each step, into config["t"].',
        forgetting("t"),
    ),
    Mistake(
        "w",
        "m is not put back",
        "Each step starts with a mean m of 0: put the new one into "
        'config["m"], from which the next step reads it.',
        forgetting("m"),
    ),
    Mistake(
        "w",
        "v is not put back",
        "Each step starts with a mean square v of 0: put the new one into "
        'config["v"], from which the next step reads it.',
        forgetting("v"),
    ),
    Mistake(
        "w",
        "m and v are not put back",
        "Each step starts with m and v of 0: put the new ones into "
        'config["m"] and config["v"], from which the next step reads them.',
        forgetting("m", "v"),
    ),
    Mistake(
        "w",
        "nothing is put back",
        "Each step is as the first one, lr * sign(dw): put m, v and t into config, from which "
        "the next step reads them.",
        lambda t: each_anew(t, -t.lr * t.dw / (abs(t.dw) + t.eps)),
    ),
]

RULES = [rule("adam", step, NAMES, DEFAULTS, sweep, adam, MISTAKES)]
