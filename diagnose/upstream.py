"""Upstream: which layer made what another takes, in one look at a net.

Layers hand on the very array, so that it is known by identity, whatever the net's wiring.
Layers that only pass on what they are given, such as flatten, may be looked through.
"""

from diagnose.evidence import Evidence, Seen


def maker(e: Evidence, x, through=()) -> Seen | None:
    """Return the layer that gave x, looking through layers of these names; None for none."""
    for layer in reversed(e.seen):
        if layer.out is x:
            if layer.name not in through:
                return layer
            x = layer.x  # of a layer further down: one that gives x itself is passed over too
    return None
