"""Multiply: where to try it, and its wrong derivations."""

from diagnose.checking.known.add import tuples
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.several import product, spread, to

FORMULA = {
    "out": "out = x[0] * x[1] * ...",
    "dx[0]": "dx[0] = dout * x[1] * x[2] * ..., summed over the axes that x[0] was spread on",
    "dx[1]": "dx[1] = dout * x[0] * x[2] * ..., summed over the axes that x[1] was spread on",
    "dx[2]": "dx[2] = dout * x[0] * x[1] * ..., summed over the axes that x[2] was spread on",
}


def sweep(draw) -> list[At]:
    """Return the points: as many as add's, and an input that is 0 here and there."""
    zeros = draw(3, 4)
    zeros[draw.mask(3, 4)] = 0
    return [*tuples(draw), At("zeros in x[0]", (zeros, draw(3, 4)), trait="zero")]


MISTAKES = [
    Mistake(
        "out",
        "the inputs are added",
        "out is x[0] + x[1]: it should be the product of the inputs.",
        lambda t: sum(t.x),
    ),
    Mistake(
        "out",
        "the first is divided by the second",
        "out is x[0] / x[1]: it should be the product of the inputs.",
        lambda t: t.x[0] / product(t.x[1:]),
    ),
    Mistake(
        "out",
        "only two inputs are multiplied",
        "out is x[0] * x[1]: x may hold more inputs than two, and all are multiplied.",
        lambda t: t.x[0] * t.x[1],
    ),
    *(
        mistake
        for i, j in ((0, 1), (1, 0))
        for mistake in (
            Mistake(
                f"dx[{i}]",
                "the inputs are not switched",
                f"dx[{i}] is dout * x[{i}]: the slope in x[{i}] is the other input, "
                f"dx[{i}] = dout * x[{j}].",
                to(i, lambda t, i=i: t.dout * t.x[i]),
            ),
            Mistake(
                f"dx[{i}]",
                "dx is as if added",
                f"dx[{i}] is dout itself, as behind a sum: behind a product the slope is the "
                f"other input, dx[{i}] = dout * x[{j}].",
                to(i, lambda t: t.dout),
            ),
            Mistake(
                f"dx[{i}]",
                "an input is a factor of its own gradient",
                f"dx[{i}] is dout * out: the slope in x[{i}] is the product of the others, "
                f"without x[{i}] itself.",
                to(i, lambda t: t.dout * product(t.x)),
            ),
            Mistake(
                f"dx[{i}]",
                "dout is divided by the other input",
                f"dx[{i}] is dout / x[{j}], which undoes forward: dx[{i}] = dout * x[{j}].",
                to(i, lambda t, i=i: t.dout / product(t.x[:i] + t.x[i + 1 :])),
            ),
            Mistake(
                f"dx[{i}]",
                "dout is left out",
                f"dx[{i}] is x[{j}] alone: by the chain rule it is multiplied by dout.",
                to(i, lambda t, i=i: product(t.x[:i] + t.x[i + 1 :])),
            ),
            Mistake(
                f"dx[{i}]",
                "the other input is added",
                f"dx[{i}] is dout + x[{j}]: the slope is a factor, dx[{i}] = dout * x[{j}].",
                to(i, lambda t, j=j: t.dout + t.x[j]),
            ),
            Mistake(
                f"dx[{i}]",
                "only one of the other inputs counts",
                f"dx[{i}] is dout * x[{j}]: with more inputs than two the slope is the product "
                f"of all but x[{i}].",
                to(i, lambda t, j=j: t.dout * t.x[j]),
            ),
        )
    ),
    *spread(lambda t, i: t.dout * product(t.x[:i] + t.x[i + 1 :])),
]
