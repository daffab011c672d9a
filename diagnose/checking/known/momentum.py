"""Momentum: where to try it, and its wrong derivations."""

from diagnose.checking.known.sgd import steps
from diagnose.checking.problem import Mistake, Steps
from diagnose.checking.wrong.rules import follow, keep, moves
from diagnose.checking.wrong.velocity import late, right, rolls

FORMULA = {"w": "v <- mu * v - lr * dw;  w <- w + v"}


def sweep(draw) -> list[Steps]:
    """Return the points: shapes, zeros, other rates and shares."""
    return steps(
        draw,
        {"lr": 0.07},
        ("lr=2", "setting", {"lr": 2.0}),
        ("mu=0.3", "setting", {"mu": 0.3}),
        ("mu=0", "setting", {"mu": 0.0}),
    )


MISTAKES = [
    *moves(right),
    Mistake(
        "w",
        "lr is outside of the velocity",
        "v is mu * v + dw without lr, and w moves by lr times it, so that a new lr rescales "
        "the old steps too. lr belongs into v: v <- mu * v - lr * dw, then w <- w + v.",
        rolls(lambda t, v, dw: t.mu * v - dw, lambda t, v, dw: t.lr * v),
    ),
    Mistake(
        "w",
        "the velocity is forgotten",
        "Your v is 0 again before every step, so that w moves by -lr * dw alone. The new v has "
        'to be kept: change state["v"] itself, not a copy of it.',
        rolls(lambda t, v, dw: -t.lr * dw),
    ),
    Mistake(
        "w",
        "the velocity is not slowed",
        "v adds up with no share lost: it is multiplied by mu in each step.",
        rolls(lambda t, v, dw: v - t.lr * dw),
    ),
    Mistake(
        "w",
        "mu is taken as the share lost",
        "v keeps a share 1 - mu of itself: mu is the share kept, mu * v.",
        rolls(lambda t, v, dw: (1 - t.mu) * v - t.lr * dw),
    ),
    Mistake(
        "w",
        "mu and lr are swapped",
        "v is lr * v - mu * dw: mu belongs to v, and lr to dw.",
        rolls(lambda t, v, dw: t.lr * v - t.mu * dw),
    ),
    Mistake(
        "w",
        "v is a running mean",
        "v is mu * v - (1 - mu) * lr * dw: leave the 1 - mu out, v <- mu * v - lr * dw.",
        rolls(lambda t, v, dw: t.mu * v - (1 - t.mu) * t.lr * dw),
    ),
    Mistake(
        "w",
        "v is a running mean with its shares swapped",
        "v is (1 - mu) * v - mu * lr * dw: it should be mu * v - lr * dw.",
        rolls(lambda t, v, dw: (1 - t.mu) * v - t.mu * t.lr * dw),
    ),
    Mistake(
        "w",
        "the new gradient is slowed too",
        "w moves by mu * (v - lr * dw), the new gradient slowed as well: mu multiplies the "
        "old v alone, v <- mu * v - lr * dw, and w moves by v itself.",
        rolls(lambda t, v, dw: t.mu * (v - t.lr * dw)),
    ),
    Mistake(
        "w",
        "the velocity turns round",
        "The old v comes in with the wrong sign: v <- mu * v - lr * dw, and it is added to w.",
        rolls(lambda t, v, dw: -t.mu * v - t.lr * dw),
    ),
    Mistake(
        "w",
        "v is used before it is updated",
        "w moves by the v of the step before: update v first, then w <- w + v.",
        follow(late),
    ),
    Mistake(
        "w",
        "it looks ahead",
        "w moves by mu * v - lr * dw, which is Nesterov's momentum: plain momentum is w <- w "
        "+ v.",
        rolls(lambda t, v, dw: t.mu * v - t.lr * dw, lambda t, v, dw: t.mu * v - t.lr * dw),
    ),
    Mistake(
        "w",
        "the gradient comes in twice",
        "w moves by v - lr * dw: v holds -lr * dw already, so w <- w + v.",
        rolls(lambda t, v, dw: t.mu * v - t.lr * dw, lambda t, v, dw: v - t.lr * dw),
    ),
    Mistake(
        "w",
        "the gradient is not in v",
        "v holds -lr * dw of the last step alone: the old v stays in it, v <- mu * v - lr * "
        "dw, and w <- w + v.",
        follow(
            lambda t, w, dw, kept: w + t.mu * kept.get("v", 0) + keep(kept, "v", -t.lr * dw)
        ),
    ),
]
