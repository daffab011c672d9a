"""Nesterov: another velocity, or another step ahead of it."""

from diagnose.checking.wrong.rules import follow, keep


def velocity(t, v, dw):
    """Return v after the step."""
    return t.mu * v - t.lr * dw


def ahead(t, v, dw):
    """Return what w moves by, from v after the step."""
    return t.mu * v - t.lr * dw


def with_before(step):
    """Return the wrong function for a w that moves by step(t, v before, v after)."""

    def wrong(t, w, dw, kept):
        before = kept.get("v", 0)
        return w + step(t, before, keep(kept, "v", velocity(t, before, dw)))

    return follow(wrong)


def right(t, dw, kept):
    """Return what w moves by."""
    return ahead(t, keep(kept, "v", velocity(t, kept.get("v", 0), dw)), dw)
