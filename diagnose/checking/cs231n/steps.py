"""What CS231n's update rules share: config, the loop over steps, points, what is unread."""

import numpy as np

from diagnose.checking.problem import Mistake, Rule, Steps


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


def rule(name: str, step, names: dict, defaults: dict, sweep, known, own=()) -> Rule:
    """Return a rule of the course by its step, with a rule of known/ as its kin."""
    reference = stepped(step)
    every = [*own, *unread(reference, names, defaults), *known.MISTAKES]
    return Rule(name, config_of(names), reference, sweep, known.FORMULA, every)
