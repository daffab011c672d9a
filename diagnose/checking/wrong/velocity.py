"""Velocity: a w that rolls, by another velocity or another step."""

from diagnose.checking.wrong.rules import follow, keep


def rolls(velocity, step=lambda t, v, dw: v):
    """Return the wrong function for v <- velocity(t, v, dw), w <- w + step(t, v, dw)."""
    return follow(
        lambda t, w, dw, kept: (
            w + step(t, keep(kept, "v", velocity(t, kept.get("v", 0), dw)), dw)
        )
    )


def late(t, w, dw, kept):
    """Return w after a step of the v from before."""
    v = kept.get("v", 0)
    kept["v"] = t.mu * v - t.lr * dw
    return w + v


def right(t, dw, kept):
    """Return v after the step."""
    return keep(kept, "v", t.mu * kept.get("v", 0) - t.lr * dw)
