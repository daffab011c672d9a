"""Chain: the chain rule forgotten or misread, as for any layer that acts entry by entry."""

from diagnose.checking.problem import Mistake

CHAIN = [
    Mistake(
        "dx",
        "dout is left out",
        "dx is the slope alone, without dout: by the chain rule dx = dout * slope.",
        lambda t: t.dx / t.dout,
    ),
    Mistake(
        "dx",
        "dout is added to the slope",
        "dx is dout + slope: the chain rule multiplies the two, dx = dout * slope.",
        lambda t: t.dout + t.dx / t.dout,
    ),
]
