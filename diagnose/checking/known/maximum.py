"""Maximum: where to try it, and its wrong derivations."""

from functools import reduce

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.several import largest, spread, to

FORMULA = {
    "out": "out = the largest of x[0], x[1], ..., entry by entry",
    "dx[0]": "dx[0] = dout where x[0] is the largest, else 0, summed where it was spread",
    "dx[1]": "dx[1] = dout where x[1] is the largest, else 0, summed where it was spread",
    "dx[2]": "dx[2] = dout where x[2] is the largest, else 0, summed where it was spread",
}


def apart(draw, *shapes):
    """Return a tuple of arrays, no two entries of them within 0.02 of each other."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    parts = np.split(draw.apart(sum(sizes)), np.cumsum(sizes)[:-1])
    return tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))


def sweep(draw) -> list[At]:
    """Return the points: two and three inputs, shapes, and ties."""
    a, b, tied = draw.apart(3, 4), draw.apart(3, 4), draw.mask(3, 4)
    two, three = (a, np.where(tied, a, b)), (a, np.where(tied, a, b), np.where(tied, a, -b))
    return [
        At("two inputs of one shape", apart(draw, (3, 4), (3, 4))),
        At("three inputs", apart(draw, (4, 5), (4, 5), (4, 5))),
        At("x[1] without the first axis", apart(draw, (3, 4), (4,)), trait="broadcast"),
        At("x[0] with an axis of 1", apart(draw, (3, 1), (3, 4)), trait="broadcast"),
        At("each spread over the other", apart(draw, (3, 1), (1, 4)), trait="broadcast"),
        At("one example", apart(draw, (1, 4), (1, 4)), trait="one example"),
        At("three axes", apart(draw, (2, 3, 4), (2, 3, 4)), trait="more axes"),
        At("two inputs that tie in places", two, trait="ties"),
        At("three inputs that tie in places", three, trait="ties"),
    ]


def reference(given: dict) -> dict:
    """Return out, the first of the largest by their real parts.

    Of complex numbers the larger is, where real parts tie, that with more of the imaginary: a
    complex step would find that each of them has the whole gradient.
    """
    out = given["x"][0]
    for a in given["x"][1:]:
        out = np.where(np.real(a) > np.real(out), a, out)
    return {"out": out}


MISTAKES = [
    Mistake(
        "out",
        "out is the smallest",
        "out is the minimum: take the larger of the inputs, np.maximum.",
        lambda t: reduce(np.minimum, t.x),
    ),
    Mistake(
        "out",
        "the inputs are added",
        "out is the sum of the inputs: take the larger of them, entry by entry.",
        lambda t: sum(t.x),
    ),
    Mistake(
        "out",
        "only two inputs are compared",
        "out is the larger of x[0] and x[1]: x may hold more inputs than two.",
        lambda t: np.maximum(t.x[0], t.x[1]),
    ),
    Mistake(
        "out",
        "the sizes are compared",
        "out is the input that is farther from 0: compare the inputs as they are, signs and "
        "all, with np.maximum.",
        lambda t: reduce(lambda a, b: np.where(abs(a) >= abs(b), a, b), t.x),
    ),
    *(
        mistake
        for i, j in ((0, 1), (1, 0))
        for mistake in (
            Mistake(
                f"dx[{i}]",
                "the smallest takes dout",
                f"dx[{i}] is dout where x[{i}] is the smallest: the largest takes it.",
                to(i, lambda t, i=i: t.dout * (t.x[i] == reduce(np.minimum, t.x))),
            ),
            Mistake(
                f"dx[{i}]",
                "dout is shared out everywhere",
                f"dx[{i}] is dout divided by the number of inputs: the largest takes all of "
                "it, and the others nothing.",
                to(i, lambda t: t.dout / len(t.x)),
            ),
            Mistake(
                f"dx[{i}]",
                "dout is multiplied by the input",
                f"dx[{i}] is dout * x[{i}] where x[{i}] is the largest: the slope there is 1.",
                to(i, lambda t, i=i: t.dout * t.x[i] * (t.x[i] == largest(t.x))),
            ),
            Mistake(
                f"dx[{i}]",
                "the mask is a relu's",
                f"The mask is x[{i}] > 0: it should be x[{i}] > x[{j}].",
                to(i, lambda t, i=i: t.dout * (t.x[i] > 0)),
            ),
            Mistake(
                f"dx[{i}]",
                "one entry of all takes dout",
                f"dx[{i}] is dout only at the largest entry of the whole array: compare entry "
                "by entry.",
                to(i, lambda t, i=i: t.dout * (t.x[i] == largest(t.x).max())),
            ),
            Mistake(
                f"dx[{i}]",
                "dout is left out",
                f"dx[{i}] is the mask alone: by the chain rule it is multiplied by dout.",
                to(i, lambda t, i=i: 1.0 * (t.x[i] == largest(t.x))),
            ),
            Mistake(
                f"dx[{i}]",
                "every tied input gets dout",
                f"dx[{i}] is dout wherever x[{i}] equals out, and so is the other's where the "
                "two tie: dout is paid out once, to the first of the largest or in shares.",
                to(i, lambda t, i=i: t.dout * (t.x[i] == largest(t.x))),
            ),
            Mistake(
                f"dx[{i}]",
                "it is compared with one other only",
                f"The mask is x[{i}] > x[{j}]: x[{i}] must be the largest of all, and where "
                "they tie one of them takes dout.",
                to(i, lambda t, i=i, j=j: t.dout * (t.x[i] > t.x[j])),
            ),
        )
    ),
    Mistake(
        "dx[0]",
        "the mask is made of dout",
        "The mask is dout > 0: it should be where x[0] is the largest.",
        to(0, lambda t: t.dout * (t.dout > 0)),
    ),
    Mistake(
        "dx[0]",
        "dx is a signed mask",
        "dx[0] is -dout where x[0] is not the largest: there it is 0.",
        to(0, lambda t: t.dout * np.where(t.x[0] == largest(t.x), 1, -1)),
    ),
    *spread(lambda t, i: t.dout * (t.x[i] == largest(t.x))),
]
