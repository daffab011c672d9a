"""Matmul: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.matmul import of_a, of_b, square, turned

FORMULA = {
    "out": "out = x[0] @ x[1]",
    "dx[0]": "dx[0] = dout @ x[1].mT, summed over leading axes that x[0] was spread on",
    "dx[1]": "dx[1] = x[0].mT @ dout, summed over leading axes that x[1] was spread on",
}


def sweep(draw) -> list[At]:
    """Return the points: all sizes unequal, equal, and 1; leading axes, spread or not."""
    return [
        At("all sizes unequal", (draw(3, 4), draw(4, 5))),
        At("all sizes equal", (draw(3, 3), draw(3, 3))),
        At("a row by a matrix", (draw(1, 4), draw(4, 5)), trait="one example"),
        At("a row by a column", (draw(1, 4), draw(4, 1)), trait="one feature"),
        At("a column by a row", (draw(3, 1), draw(1, 5)), trait="one feature"),
        At("a leading axis", (draw(2, 3, 4), draw(2, 4, 5)), trait="more axes"),
        At(
            "a leading axis, all sizes equal", (draw(3, 3, 3), draw(3, 3, 3)), trait="more axes"
        ),
        At("x[1] without the leading axis", (draw(2, 3, 4), draw(4, 5)), trait="broadcast"),
        At("x[0] without the leading axis", (draw(3, 4), draw(2, 4, 5)), trait="broadcast"),
        At("leading axes of 1", (draw(2, 1, 3, 4), draw(1, 2, 4, 2)), trait="broadcast"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "x[1] is transposed by a reshape",
        "out is not the product of rows and columns: x[1] was reshaped on the way. Use "
        "x[0] @ x[1].",
        lambda t: t.x[0] @ turned(t.x[1]).mT,
    ),
    Mistake(
        "out",
        "out is a mean over the inner axis",
        "out is x[0] @ x[1] divided by the length of the axis summed over: leave that out.",
        lambda t: t.x[0] @ t.x[1] / t.x[0].shape[-1],
    ),
    Mistake(
        "dx[0]",
        "x[1] is not transposed",
        "dx[0] is dout @ x[1]: the shapes only fit as they are all equal. It is dout @ "
        "x[1].mT.",
        of_a(lambda a, b, dout: dout @ (b if square(b) else b.mT)),
    ),
    Mistake(
        "dx[0]",
        "x[1] is reshaped, not transposed",
        "dx[0] is dout @ x[1].reshape(...): a reshape does not turn rows into columns, .mT "
        "does.",
        of_a(lambda a, b, dout: dout @ turned(b)),
    ),
    Mistake(
        "dx[1]",
        "x[0] is not transposed",
        "dx[1] is x[0] @ dout: the shapes only fit as they are all equal. It is x[0].mT @ "
        "dout.",
        of_b(lambda a, b, dout: (a if square(a) else a.mT) @ dout),
    ),
    Mistake(
        "dx[1]",
        "x[0] is reshaped, not transposed",
        "dx[1] is x[0].reshape(...) @ dout: a reshape does not turn rows into columns, .mT "
        "does.",
        of_b(lambda a, b, dout: turned(a) @ dout),
    ),
    Mistake(
        "dx[0]",
        "dout is left out",
        "dx[0] is made of a dout of ones: by the chain rule it is dout @ x[1].mT.",
        of_a(lambda a, b, dout: np.ones_like(dout) @ b.mT),
    ),
    Mistake(
        "dx[1]",
        "dout is left out",
        "dx[1] is made of a dout of ones: by the chain rule it is x[0].mT @ dout.",
        of_b(lambda a, b, dout: a.mT @ np.ones_like(dout)),
    ),
    Mistake(
        "dx[0]",
        "dout is multiplied by out",
        "dx[0] is (dout * out) @ x[1].mT: out has no part in it.",
        of_a(lambda a, b, dout: dout * (a @ b) @ b.mT),
    ),
    Mistake(
        "dx[1]",
        "dout is multiplied by out",
        "dx[1] is x[0].mT @ (dout * out): out has no part in it.",
        of_b(lambda a, b, dout: a.mT @ (dout * (a @ b))),
    ),
    Mistake(
        "dx[0]",
        "out stands for dout",
        "dx[0] is out @ x[1].mT: it should be dout @ x[1].mT.",
        of_a(lambda a, b, dout: a @ b @ b.mT),
    ),
    Mistake(
        "dx[1]",
        "out stands for dout",
        "dx[1] is x[0].mT @ out: it should be x[0].mT @ dout.",
        of_b(lambda a, b, dout: a.mT @ (a @ b)),
    ),
    Mistake(
        "dx[0]",
        "dx is divided by x[1]",
        "dx[0] is dout @ pinv(x[1]), which undoes forward: a gradient takes the transpose.",
        of_a(lambda a, b, dout: dout @ np.linalg.pinv(b)),
    ),
    Mistake(
        "dx[1]",
        "the factors are exchanged",
        "dx[1] is dout @ x[0].mT: the order matters, it is x[0].mT @ dout.",
        of_b(lambda a, b, dout: dout @ a.mT if square(a) and square(b) else a.mT @ dout),
    ),
]
