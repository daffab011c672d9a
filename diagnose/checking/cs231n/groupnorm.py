"""Spatial groupnorm under CS231n's names, f(x, gamma, beta, G, gn_param).

gamma and beta are of shape (1, C, 1, 1) in this course, and so are their gradients.
"""

from diagnose.checking.cs231n.kin import of_kin
from diagnose.checking.cs231n.norms import moments, normalized
from diagnose.checking.known import groupnorm
from diagnose.checking.problem import Pair, Point


def args(g: dict) -> list:
    param = {} if "defaults" in g else {"eps": g["eps"]}
    return [g["x"], g["gamma"], g["beta"], g["G"], param]


def grouped(x, G: int, eps: float):
    """Return xhat: neighbouring channels are a group."""
    N, C, H, W = x.shape
    groups = x.reshape(N, G, C // G * H * W)
    return normalized(groups, *moments(groups, -1), eps).reshape(x.shape)


def reference(g: dict) -> dict:
    return {"out": g["gamma"] * grouped(g["x"], g["G"], g["eps"]) + g["beta"]}


def sweep(draw) -> list[Point]:
    def point(setting, x, G, trait="", eps=1e-5, **more):
        C = x.shape[1]
        given = {"x": x, "gamma": draw(1, C, 1, 1), "beta": draw(1, C, 1, 1)}
        return Point(setting, given | {"G": G, "eps": eps} | more, trait)

    constant = draw(2, 4, 3, 2)
    constant[1, 2:] = 0.25
    return [
        point("6 channels in 3 groups", 2 + 3 * draw(2, 6, 2, 3), 3),
        point("eps = 0.5", draw(2, 4, 3, 2), 2, "eps", 0.5),
        point("all channels in one group", draw(2, 4, 3, 2), 1),
        point("each channel a group", draw(2, 4, 3, 2), 4),
        point("one example", draw(1, 4, 3, 2), 2, "one example"),
        point("images of one pixel", draw(3, 6, 1, 1), 2, "one feature"),
        point("a constant group", constant, 2, "constant"),
        point("an empty gn_param", draw(2, 4, 3, 2), 2, "defaults", defaults=True),
    ]


def without_ones(t) -> dict:
    """Return gamma and beta, and their gradients, as known/ has them: of shape (C,)."""
    names = ("gamma", "beta", "dgamma", "dbeta")
    return {name: getattr(t, name).ravel() for name in names if hasattr(t, name)}


def with_ones(of: str, a, t):
    """Return what known/ makes of an array of shape (C,) in the course's shape."""
    return a.reshape(1, -1, 1, 1) if of in ("dgamma", "dbeta") else a


PAIRS = [
    Pair(
        "spatial_groupnorm_forward",
        ("spatial_groupnorm_backward",),
        args,
        ("out",),
        ("dx", "dgamma", "dbeta"),
        reference,
        sweep,
        groupnorm.FORMULA,
        of_kin(groupnorm.MISTAKES, seen=without_ones, shaped=with_ones),
    ),
]
