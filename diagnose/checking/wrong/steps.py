"""Steps: what any recurrent layer can get wrong in its loop over time.

rnn, lstm and gru go forward and back in plain steps by rules, each a function of a step s. Here
are rules in the place of those that all three have, and in MASKED of those that keep no c.
"""

import numpy as np

LEARNED, BACK = ("dwx", "dwh", "db"), ("dx", "dwx", "dwh", "db")


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def sequence(t) -> tuple:
    """Return x, h0 and c0, each None where it is not given, and which steps count."""
    x, *states = t.x if isinstance(t.x, tuple) else (t.x,)
    states += [getattr(t, "h0", None), getattr(t, "c0", None)][len(states) :]
    mask = getattr(t, "mask", None)
    return x, *states, np.ones(x.shape[:2], bool) if mask is None else mask


LOOP = {
    "the loop over steps overwrites": (
        LEARNED,
        "The gradient is that of step 0, the last one on the way back: each step used the same "
        "weights, so add up with +=.",
        {"total": lambda steps: steps[0]},
    ),
    "only the last step counts": (
        LEARNED,
        "The gradient is that of the last step alone: each step used the same weights, so sum "
        "over all steps.",
        {"total": lambda steps: steps[-1]},
    ),
    "step 0 is left out": (
        ("dwx", "db"),
        "Your backward loop ends at t = 1, so that step 0 is missing. It should run down to t "
        "= 0, range(T - 1, -1, -1).",
        {"total": lambda steps: sum(steps[1:])},
    ),
    "the last step is left out": (
        LEARNED,
        "The sum over steps is without the last: it starts from t = T - 1.",
        {"total": lambda steps: sum(steps[:-1])},
    ),
    "the steps are gone through forwards": (
        (*BACK, "dh0"),
        "backward goes from step 0 to the last: the gradient of h[t] needs what step t + 1 "
        "sends back, so go from the last step to the first, for t in reversed(range(T)).",
        {"walk": lambda steps: steps, "dh0": lambda steps: steps[-1].sent},
    ),
    "dx is in reverse order": (
        ("dx",),
        "dx has the last step first: steps were collected on the way back, so put each at "
        "dx[:, t].",
        {"order": lambda steps: steps[::-1]},
    ),
}
MASKED = {  # where a step that does not count hands h on
    "the mask is not read in forward": (
        ("out",),
        "Steps where mask is False are made like the others: h stays what it was there, h[t] "
        "= h[t-1].",
        {"hold": lambda s: s.h},
    ),
    "h is 0 where a step does not count": (
        ("out",),
        "h is set to 0 where mask is False: it stays what it was there, h[t] = h[t-1].",
        {"hold": lambda s: s.h * s.on},
    ),
    "a step that does not count stops dh": (
        BACK,
        "Nothing goes back through a step where mask is False: h was handed on there, so dh "
        "goes to step t - 1 as it is.",
        {"skip": lambda s: 0 * s.dh},
    ),
    "dout is lost where a step does not count": (
        BACK,
        "dout of a step that does not count is dropped: out repeats h[t-1] there, so dout[t] "
        "goes back with dh.",
        {"skip": lambda s: s.later},
    ),
    "the mask is not read on the way back": (
        BACK,
        "The way back takes steps where mask is False for steps like the others: da is 0 "
        "there, and dh goes to step t - 1 as it is.",
        {"count": lambda s: True, "made": lambda s: True},
    ),
    "da is not 0 where a step does not count": (
        BACK,
        "da at a step where mask is False is made as at the others: h was handed on there, "
        "not made, so da is 0.",
        {"made": lambda s: True},
    ),
}


def with_x_put_to_0(table: dict) -> dict:
    """Return the same table for layers that put x to 0 where a step does not count."""
    return {
        name: (spoiled, says, rules | {"x": lambda s: s.x * s.on})
        for name, (spoiled, says, rules) in table.items()
    }
