"""LSTM: dh and dc on wrong ways back through time, as rules of lstm.py that they replace."""

import numpy as np

from diagnose.checking.wrong.steps import BACK

WAYS = {  # name: what it spoils, what to say, the rules in its place
    "dh from the next step is dropped": (
        BACK,
        "dh is dout[t] alone: h[t] also goes into step t + 1, so add da[t+1] @ wh.T.",
        {"dh": lambda s: s.dout},
    ),
    "dc from the next step is dropped": (
        BACK,
        "dc is dh * o * (1 - tanh(c)^2) alone: c[t] also goes into c[t+1], so add dc * f of "
        "the step after.",
        {"dc": lambda s: s.dh * s.o * (1 - s.tanh_c**2)},
    ),
    "nothing comes from the next step": (
        BACK,
        "Each step's dh and dc are its own alone: h[t] and c[t] also go into step t + 1, so "
        "add da[t+1] @ wh.T to dh and dc * f of the step after to dc.",
        {"dh": lambda s: s.dout, "dc": lambda s: s.dh * s.o * (1 - s.tanh_c**2)},
    ),
    "dh does not reach c": (
        BACK,
        "dc is only what the next step sent: h[t] = o * tanh(c[t]) is made of c[t] too, so add "
        "dh * o * (1 - tanh(c)^2).",
        {"dc": lambda s: s.later_c},
    ),
    "only the last dout counts": (
        BACK,
        "Only dout of the last step is read: every h[t] is an output, so add dout[t] to dh at "
        "each step.",
        {"dh": lambda s: s.later + (s.last if s.t == s.T - 1 else 0)},
    ),
    "dh of the next step is counted twice": (
        BACK,
        "dh keeps what it has sent back: at step t - 1 it is dout[t-1] + da[t] @ wh.T, without "
        "the old dh.",
        {"carry": lambda s: s.dh + s.da @ s.wh.T},
    ),
    "the slope of tanh(c) is left out": (
        BACK,
        "dc gets dh * o from h = o * tanh(c): multiply it by the slope of tanh, 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o},
    ),
    "the slope of tanh(c) is taken at c": (
        BACK,
        "dc has 1 - c^2: the slope of tanh, written with what it returned, is 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - s.c**2)},
    ),
    "the slope of tanh(c) lacks the square": (
        BACK,
        "dc has 1 - tanh(c): the slope of tanh is 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - s.tanh_c)},
    ),
    "the slope of tanh(c) has h": (
        BACK,
        "dc has 1 - h^2: h is o * tanh(c), and the slope of the tanh is 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - s.h**2)},
    ),
    "the slope of tanh(c) is of the step before": (
        BACK,
        "dc has 1 - tanh(c[t-1])^2: h[t] was made of c[t], so it is 1 - tanh(c[t])^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - np.tanh(s.prev_c) ** 2)},
    ),
    "the slope of tanh(c) covers all of dc": (
        BACK,
        "dc is (dc of the next step + dh * o) * (1 - tanh(c)^2): only what comes by h goes "
        "through the tanh, dc of the next step is added as it is.",
        {"dc": lambda s: (s.later_c + s.dh * s.o) * (1 - s.tanh_c**2)},
    ),
    "o is left out on the way to c": (
        BACK,
        "dc gets dh * (1 - tanh(c)^2): h is o * tanh(c), so multiply by o too.",
        {"dc": lambda s: s.later_c + s.dh * (1 - s.tanh_c**2)},
    ),
    "dc goes back without f": (
        BACK,
        "Step t hands its dc on to step t - 1 as it is. It should hand on dc * f[t], as "
        "c[t] = f * c[t-1] + i * g.",
        {"carry_c": lambda s: s.dc},
    ),
    "dc goes back with i": (
        BACK,
        "dc * i is sent to step t - 1: c[t] has f * c[t-1], so send dc * f.",
        {"carry_c": lambda s: s.dc * s.i},
    ),
    "dc goes back without what h sent": (
        ("dc0",),
        "What is sent to step t - 1 is the next step's dc * f: dh * o * (1 - tanh(c)^2) of "
        "this step is added to dc first.",
        {"carry_c": lambda s: s.later_c * s.f},
    ),
    "dwh has h[t]": (
        ("dwh",),
        "dwh has h[t].T @ da[t]: wh multiplied the state before, h[t-1], which is h0 at step "
        "0.",
        {"by_h": lambda s: s.h},
    ),
    "dwh has c": (
        ("dwh",),
        "dwh has c[t-1].T @ da[t]: wh multiplied h[t-1].",
        {"by_h": lambda s: s.prev_c},
    ),
    "dwh misses h0": (
        ("dwh",),
        "dwh is without step 0: its h[t-1] is h0, so add h0.T @ da[0].",
        {"by_h": lambda s: s.prev * (s.t > 0)},
    ),
    "dh0 is dh of step 0": (
        ("dh0",),
        "dh0 is dh at step 0, before its gates and wh: it is da[0] @ wh.T.",
        {"dh0": lambda steps: steps[0].dh},
    ),
    "dh0 is what the last step sends": (
        ("dh0",),
        "dh0 is made of the last step's da: it is what step 0 sends back, da[0] @ wh.T.",
        {"dh0": lambda steps: steps[-1].sent},
    ),
    "dc0 is dh0": (
        ("dc0",),
        "dc0 is what step 0 sends to h0, da[0] @ wh.T: it is dc * f of step 0.",
        {"dc0": lambda steps: steps[0].sent},
    ),
    "dh0 is dc0": (
        ("dh0",),
        "dh0 is what step 0 sends to c0, dc * f: it is da[0] @ wh.T.",
        {"dh0": lambda steps: steps[0].sent_c},
    ),
    "dc0 is dc of step 0": (
        ("dc0",),
        "dc0 is dc at step 0: c[0] has f * c0, so it is dc * f.",
        {"dc0": lambda steps: steps[0].dc},
    ),
    "dc0 is what the last step sends": (
        ("dc0",),
        "dc0 is made of the last step's dc: it is what step 0 sends back, dc * f.",
        {"dc0": lambda steps: steps[-1].sent_c},
    ),
}
MASKED = {  # where a step that does not count hands h and c on
    "the mask is not read in forward": (
        ("out",),
        "Steps where mask is False are made like the others: h and c stay what they were "
        "there, h[t] = h[t-1] and c[t] = c[t-1].",
        {"hold": lambda s: [s.h, s.c]},
    ),
    "h and c are 0 where a step does not count": (
        ("out",),
        "h and c are set to 0 at a step that does not count: keep them, c[t] = c[t-1] and "
        "h[t] = h[t-1].",
        {"hold": lambda s: [s.h * s.on, s.c * s.on]},
    ),
    "c is 0 where a step does not count": (
        ("out",),
        "c is set to 0 at a step that does not count: keep it, c[t] = c[t-1], as h is kept.",
        {"hold": lambda s: [np.where(s.on, s.h, s.prev), s.c * s.on]},
    ),
    "h is 0 where a step does not count": (
        ("out",),
        "h is set to 0 at a step that does not count: keep it, h[t] = h[t-1], as c is kept.",
        {"hold": lambda s: [s.h * s.on, np.where(s.on, s.c, s.prev_c)]},
    ),
    "c moves where a step does not count": (
        ("out",),
        "c is made anew at a step that does not count, where only h stays as it was: keep "
        "both, c[t] = c[t-1] and h[t] = h[t-1].",
        {"hold": lambda s: [np.where(s.on, s.h, s.prev), s.c]},
    ),
    "a step that does not count stops dh and dc": (
        BACK,
        "Nothing goes back through a step that does not count: h and c were handed on there, "
        "so dh and dc go on as they are.",
        {"skip": lambda s: [0 * s.dh, 0 * s.dc]},
    ),
    "a step that does not count stops dc": (
        BACK,
        "dc does not go back through a step that does not count: c was handed on there, so dc "
        "goes on as it is.",
        {"skip": lambda s: [s.dh, 0 * s.dc]},
    ),
    "dout is lost where a step does not count": (
        BACK,
        "dout of a step that does not count is dropped: out repeats h[t-1] there, so dout[t] "
        "goes back with dh.",
        {"skip": lambda s: [s.later, s.later_c]},
    ),
    "dc takes from dh where a step does not count": (
        BACK,
        "dc gets dh * o * (1 - tanh(c)^2) at a step that does not count: h was not made there, "
        "so dc goes on as it is.",
        {"skip": lambda s: [s.dh, s.dc]},
    ),
    "a step that does not count stops dh": (
        BACK,
        "dh does not go back through a step that does not count: h was handed on there, so dh "
        "goes on as it is.",
        {"skip": lambda s: [0 * s.dh, s.later_c]},
    ),
    "the mask is not read on the way back": (
        BACK,
        "The way back takes steps where mask is False for steps like the others: da is 0 "
        "there, and dh and dc go to step t - 1 as they are.",
        {"count": lambda s: True, "made": lambda s: True},
    ),
    "da is not 0 where a step does not count": (
        BACK,
        "da at a step where mask is False is made as at the others: h and c were handed on "
        "there, not made, so da is 0.",
        {"made": lambda s: True},
    ),
}
