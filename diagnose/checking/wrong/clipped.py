"""Clipped: gradients cut to a range inside of a recurrent layer.

Clipping is a choice of the training loop. A layer that does it returns no gradient any more.
"""

from functools import partial

import numpy as np

from diagnose.checking.wrong.steps import BACK, LEARNED

SAYS = (
    "{what} is cut to [-{bound}, {bound}]: backward returns the gradient as it is, however "
    "large. Clip dwx, dwh and db outside of the layer, before the update."
)


def rules(cut) -> dict:
    """Return {what is cut: (what that spoils, the rules in its place)}."""
    return {
        "dh": (BACK, {"dh": lambda s: cut(s.dout + s.later)}),
        "da": (BACK, {"bound": cut}),
        "what goes to the step before": (BACK, {"send": cut}),
        **{of: ((of,), {"total": lambda steps: cut(sum(steps))}) for of in LEARNED},
        "dx": (("dx",), {"order": lambda steps: [cut(a) for a in steps]}),
    }


def at(bound: int) -> dict:
    """Return a table, for told, of what may be cut to [-bound, bound]."""
    cut = partial(np.clip, a_min=-bound, a_max=bound)
    return {
        f"{what} is clipped at {bound}": (spoiled, SAYS.format(what=what, bound=bound), rule)
        for what, (spoiled, rule) in rules(cut).items()
    }


CLIPPED = at(1) | at(5) | at(10)
