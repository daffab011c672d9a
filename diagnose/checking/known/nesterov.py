"""Nesterov momentum: where to try it, and its wrong derivations."""

from diagnose.checking.known import momentum
from diagnose.checking.problem import Mistake, Steps
from diagnose.checking.wrong.nesterov import ahead, right, velocity, with_before
from diagnose.checking.wrong.rules import moves
from diagnose.checking.wrong.velocity import rolls

FORMULA = {"w": "v <- mu * v - lr * dw;  w <- w + mu * v - lr * dw"}


def sweep(draw) -> list[Steps]:
    """Return the points: shapes, zeros, other rates and shares."""
    return momentum.sweep(draw)


MISTAKES = [
    *moves(right),
    Mistake(
        "w",
        "lr is outside of the velocity",
        "v is mu * v + dw without lr, and w moves by lr times mu * v + dw, so that a new lr "
        "rescales the old steps too. lr belongs into v: v <- mu * v - lr * dw.",
        rolls(lambda t, v, dw: t.mu * v - dw, lambda t, v, dw: t.lr * (t.mu * v - dw)),
    ),
    Mistake(
        "w",
        "it does not look ahead",
        "w moves by v, as in plain momentum: w <- w + mu * v - lr * dw, with v updated before. "
        "Written with the v before, -mu * v_before + (1 + mu) * v.",
        rolls(velocity),
    ),
    Mistake(
        "w",
        "the new gradient does not come in once more",
        "w moves by mu * v: take lr * dw off as well, w <- w + mu * v - lr * dw.",
        rolls(velocity, lambda t, v, dw: t.mu * v),
    ),
    Mistake(
        "w",
        "the velocity is not slowed ahead",
        "w moves by v - lr * dw: ahead it is mu * v - lr * dw.",
        rolls(velocity, lambda t, v, dw: v - t.lr * dw),
    ),
    Mistake(
        "w",
        "the new gradient is added",
        "w moves by mu * v + lr * dw: the gradient is taken off, mu * v - lr * dw.",
        rolls(velocity, lambda t, v, dw: t.mu * v + t.lr * dw),
    ),
    Mistake(
        "w",
        "lr is left out ahead",
        "w moves by mu * v - dw: it should be mu * v - lr * dw.",
        rolls(velocity, lambda t, v, dw: t.mu * v - dw),
    ),
    Mistake(
        "w",
        "the velocity before is added",
        "w moves by mu * v_before + (1 + mu) * v: the velocity before is taken off, "
        "-mu * v_before + (1 + mu) * v.",
        with_before(lambda t, before, v: t.mu * before + (1 + t.mu) * v),
    ),
    Mistake(
        "w",
        "the velocity before is left out",
        "w moves by (1 + mu) * v: take mu * v_before off, -mu * v_before + (1 + mu) * v.",
        with_before(lambda t, before, v: (1 + t.mu) * v),
    ),
    Mistake(
        "w",
        "mu is left out at the velocity before",
        "w moves by -v_before + (1 + mu) * v: it should be -mu * v_before + (1 + mu) * v.",
        with_before(lambda t, before, v: (1 + t.mu) * v - before),
    ),
    Mistake(
        "w",
        "the velocity is forgotten",
        "v is -lr * dw alone: it is kept from step to step, v <- mu * v - lr * dw.",
        rolls(lambda t, v, dw: -t.lr * dw, ahead),
    ),
    Mistake(
        "w",
        "the velocity is not updated with the gradient",
        "v stays 0, as only mu * v is left of it: v <- mu * v - lr * dw.",
        rolls(lambda t, v, dw: t.mu * v, ahead),
    ),
    Mistake(
        "w",
        "the velocity is not slowed",
        "v adds up with no share lost: v <- mu * v - lr * dw.",
        rolls(lambda t, v, dw: v - t.lr * dw, ahead),
    ),
    Mistake(
        "w",
        "mu is taken as the share lost",
        "v keeps a share 1 - mu of itself: mu is the share kept.",
        rolls(
            lambda t, v, dw: (1 - t.mu) * v - t.lr * dw,
            lambda t, v, dw: (1 - t.mu) * v - t.lr * dw,
        ),
    ),
    Mistake(
        "w",
        "mu is the share lost in the velocity",
        "v <- (1 - mu) * v - lr * dw: mu is the share kept, here as where w moves.",
        rolls(lambda t, v, dw: (1 - t.mu) * v - t.lr * dw, ahead),
    ),
    Mistake(
        "w",
        "v is a running mean",
        "v is mu * v - (1 - mu) * lr * dw: leave the 1 - mu out, v <- mu * v - lr * dw.",
        rolls(lambda t, v, dw: t.mu * v - (1 - t.mu) * t.lr * dw, ahead),
    ),
    Mistake(
        "w",
        "the new gradient is slowed too",
        "v is mu * (v - lr * dw): mu multiplies the old v alone, mu * v - lr * dw.",
        rolls(lambda t, v, dw: t.mu * (v - t.lr * dw), ahead),
    ),
    Mistake(
        "w",
        "the velocity climbs",
        "v is mu * v + lr * dw, up the slope: the gradient is taken off, mu * v - lr * dw. "
        "With the v before, w moves by -mu * v_before + (1 + mu) * v, not (1 - mu) * v.",
        rolls(lambda t, v, dw: t.mu * v + t.lr * dw, ahead),
    ),
]
