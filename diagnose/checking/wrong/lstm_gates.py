"""LSTM: the gates' wrong gradients, as rules of lstm.py that they replace."""

from itertools import permutations

import numpy as np

from diagnose.checking.wrong.steps import BACK, LEARNED, sigmoid

GATES = {  # name: what it spoils, what to say, the rules in its place
    "df has c[t]": (
        BACK,
        "Your df is dc times the new c, which step t made. It should be dc times the old c, "
        "which f multiplied in forward: c[t-1].",
        {"df": lambda s: s.dc * s.c},
    ),
    "do has c": (
        BACK,
        "do is dh * c[t]: o multiplied tanh(c[t]), so it is dh * tanh(c[t]).",
        {"do": lambda s: s.dh * s.c},
    ),
    "do has h": (
        BACK,
        "do is dh * h[t]: o multiplied tanh(c[t]), so it is dh * tanh(c[t]).",
        {"do": lambda s: s.dh * s.h},
    ),
    "di and dg are swapped": (
        BACK,
        "di is dc * i and dg is dc * g: in i * g each has the other as slope, so di = dc * g "
        "and dg = dc * i.",
        {"di": lambda s: s.dc * s.i, "dg": lambda s: s.dc * s.g},
    ),
    "di has g's slope and dg has i's": (
        BACK,
        "di is multiplied by 1 - i^2 and dg by g (1 - g): i is a sigmoid, so di * i (1 - i), "
        "and g is a tanh, so dg * (1 - g^2).",
        {"slope_i": lambda s: 1 - s.i**2, "slope_g": lambda s: s.g * (1 - s.g)},
    ),
    "di, df and dg are made of dh": (
        BACK,
        "i, f and g have dh where dc belongs: they made c[t], so their gradients start from "
        "dc.",
        {
            "di": lambda s: s.dh * s.g,
            "df": lambda s: s.dh * s.prev_c,
            "dg": lambda s: s.dh * s.i,
        },
    ),
    "do is made of dc": (
        BACK,
        "do is dc * tanh(c): o is in h = o * tanh(c), so it is dh * tanh(c).",
        {"do": lambda s: s.dc * s.tanh_c},
    ),
    "g has a sigmoid's slope": (
        BACK,
        "g's slope is g (1 - g), as the gates' are: g is a tanh, so it is 1 - g^2.",
        {"slope_g": lambda s: s.g * (1 - s.g)},
    ),
    "the slope of g lacks the square": (
        BACK,
        "g's slope is 1 - g: g is a tanh, so it is 1 - g^2.",
        {"slope_g": lambda s: 1 - s.g},
    ),
    "the slope of g is taken at a": (
        BACK,
        "g's slope is 1 - a^2: written with what tanh returned, it is 1 - g^2.",
        {"slope_g": lambda s: 1 - s.ag**2},
    ),
    "tanh is taken of g again": (
        BACK,
        "g's slope is 1 - tanh(g)^2: g is the tanh already, so it is 1 - g^2.",
        {"slope_g": lambda s: 1 - np.tanh(s.g) ** 2},
    ),
    "i, f and o have tanh's slope": (
        BACK,
        "i, f and o have the slope 1 - s^2: they are sigmoids, so it is s (1 - s).",
        {f"slope_{k}": lambda s, k=k: 1 - getattr(s, k) ** 2 for k in "ifo"},
    ),
    "i, f and o lack 1 - s": (
        BACK,
        "i, f and o have the slope s: a sigmoid s has s (1 - s).",
        {f"slope_{k}": lambda s, k=k: getattr(s, k) for k in "ifo"},
    ),
    "i, f and o lack s": (
        BACK,
        "i, f and o have the slope 1 - s: a sigmoid s has s (1 - s).",
        {f"slope_{k}": lambda s, k=k: 1 - getattr(s, k) for k in "ifo"},
    ),
    "the sigmoid is taken twice": (
        BACK,
        "i, f and o have the slope of a sigmoid at themselves: they are sigmoids already, so "
        "it is s (1 - s).",
        {
            f"slope_{k}": lambda s, k=k: sigmoid(getattr(s, k)) * (1 - sigmoid(getattr(s, k)))
            for k in "ifo"
        },
    ),
    "i, f and o have the slope of their a": (
        BACK,
        "i, f and o have the slope a (1 - a): written with what the sigmoid returned, it is "
        "s (1 - s).",
        {
            f"slope_{k}": lambda s, k=k: getattr(s, "a" + k) * (1 - getattr(s, "a" + k))
            for k in "ifo"
        },
    ),
    "the gates' slopes are left out": (
        BACK,
        "da holds di, df, do and dg themselves: multiply by s (1 - s) of the sigmoids and by "
        "1 - g^2.",
        {f"slope_{k}": lambda s: 1.0 for k in "ifog"},
    ),
    **{
        f"the slope of {k} is left out": (
            BACK,
            f"da has d{k} itself in {k}'s block: multiply it by the slope {slope}.",
            {f"slope_{k}": lambda s: 1.0},
        )
        for k, slope in zip(
            "ifog", ("i (1 - i)", "f (1 - f)", "o (1 - o)", "1 - g^2"), strict=True
        )
    },
    **{
        f"d{k} is left out": (
            BACK,
            f"da is 0 in {k}'s block: d{k} is {whole}, times the slope of {k}.",
            {f"d{k}": lambda s: 0 * s.dc},
        )
        for k, whole in zip(
            "ifog", ("dc * g", "dc * c[t-1]", "dh * tanh(c)", "dc * i"), strict=True
        )
    },
    "df misses c0": (
        LEARNED,
        "df is 0 at step 0: its c[t-1] is c0 where that is given, so df = dc * c0.",
        {"df": lambda s: s.dc * s.prev_c * (s.t > 0)},
    ),
}


OTHER = ["".join(order) for order in permutations("ifog") if order != tuple("ifog")]
RIGHT = "they are i, f, o, g"


def read_as(order: str) -> tuple:
    says = f"The blocks of a are read as {', '.join(order)}: {RIGHT}, in this order."
    return ("out",), says, {"read": lambda s: order}


def written_as(order: str) -> tuple:
    says = f"da's blocks are put together as {', '.join(order)}: {RIGHT}, as in a."
    return BACK, says, {"write": lambda s: order}


def saved_as(order: str) -> tuple:
    says = (
        f"backward takes the gates out of the cache as {', '.join(order)}: {RIGHT}, in the "
        "order in which forward put them there."
    )
    return BACK, says, {"saved": lambda s: order}


def saved_and_written_as(order: str) -> tuple:
    says = (
        f"backward takes the gates for {', '.join(order)}, and puts da together so: {RIGHT}, "
        "in the order in which forward read them."
    )
    return BACK, says, {"saved": lambda s: order, "write": lambda s: order}


ORDERS = {
    f"{done} as {', '.join(order)}": entry(order)
    for done, entry in {
        "a is read": read_as,
        "da is written": written_as,
        "the gates are read in backward": saved_as,
        "all blocks are taken in backward": saved_and_written_as,
    }.items()
    for order in OTHER
    if (order, done) != ("fiog", "a is read")  # this is i and f swapped
}
