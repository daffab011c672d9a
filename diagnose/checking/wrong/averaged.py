"""Averaged: gradients of parameters that are divided by how many they are sums over."""

from collections.abc import Callable

from diagnose.checking.problem import Mistake


def averaged(of: str, counts: dict[str, Callable]) -> list[Mistake]:
    """Return what is of, "dw", divided by count(t), for each {over what: count}."""
    return [
        Mistake(
            of,
            f"{of} is averaged over {what}",
            f"{of} is divided by the number of {what.removeprefix('the ')}: a parameter's "
            "gradient is the sum over all places at which it was used. If the loss is a mean, "
            "dout has its 1 / N already.",
            lambda t, count=count: getattr(t, of) / count(t),
        )
        for what, count in counts.items()
    ]


EXAMPLES = {"the examples": lambda t: len(t.x[0] if isinstance(t.x, tuple) else t.x)}
