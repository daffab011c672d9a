"""GRU: the gates' wrong gradients, as rules of gru.py that they replace."""

from diagnose.checking.wrong.steps import BACK

GATES = {  # name: what it spoils, what to say, the rules in its place
    "daz has the wrong sign": (
        BACK,
        "daz is made with n - h[t-1]: h[t] = n + z * (h[t-1] - n), so the slope in z is "
        "h[t-1] - n.",
        {"daz": lambda s: s.dh * (s.n - s.prev) * s.z * (1 - s.z)},
    ),
    "daz lacks n": (
        BACK,
        "daz is made with h[t-1] alone: z is in (1 - z) * n too, so the slope is h[t-1] - n.",
        {"daz": lambda s: s.dh * s.prev * s.z * (1 - s.z)},
    ),
    "daz lacks h": (
        BACK,
        "daz is made with -n alone: z is in z * h[t-1] too, so the slope is h[t-1] - n.",
        {"daz": lambda s: -s.dh * s.n * s.z * (1 - s.z)},
    ),
    "daz has h[t]": (
        BACK,
        "daz is made with h[t] - n: z multiplied the old state, so it is h[t-1] - n.",
        {"daz": lambda s: s.dh * (s.h - s.n) * s.z * (1 - s.z)},
    ),
    "du lacks r": (
        ("dx", "dwx", "dwh"),
        "du is dan itself, or dwh and the way back to h are made of [dar, daz, dan]: n is "
        "made of r * u, so du = dan * r, and h meets [dar, daz, du].",
        {"du": lambda s: s.dan},
    ),
    "du lacks r, and dar too": (
        BACK,
        "du is dan itself, and dar is made of it: n is made of r * u, so du = dan * r, and "
        "then dar = du * u * (1 - r).",
        {"du": lambda s: s.dan, "dar": lambda s: s.dan * s.hn * (1 - s.r)},
    ),
    "dar has h for u": (
        BACK,
        "dar is made with h[t-1]: r multiplied u = h[t-1] @ wh_n, so it is "
        "dan * u * r * (1 - r).",
        {"dar": lambda s: s.dan * s.prev * s.r * (1 - s.r)},
    ),
    "dar is made of du": (
        BACK,
        "dar is du * u * r * (1 - r), with r twice, as du = dan * r has it already: it is "
        "dan * u * r * (1 - r).",
        {"dar": lambda s: s.dan * s.r * s.hn * s.r * (1 - s.r)},
    ),
    "dar lacks u": (
        BACK,
        "dar is dan * r * (1 - r): r multiplied u = h[t-1] @ wh_n, so multiply by u.",
        {"dar": lambda s: s.dan * s.r * (1 - s.r)},
    ),
    "dwh has dan for du": (
        ("dwh",),
        "dwh is made of [dar, daz, dan], the gradients that x meets: h met wh before the reset "
        "gate, so its block of n has du = dan * r, [dar, daz, du].",
        {"to_wh": lambda s: s.dax},
    ),
    "x meets du": (
        ("dx", "dwx", "db"),
        "dx, dwx and db are made of [dar, daz, du]: r multiplies only what comes from h, so x "
        "and b meet dan, [dar, daz, dan].",
        {"by_x": lambda s: (s.dar, s.daz, s.du)},
    ),
    **{
        f"the slope of {k} is left out": (
            BACK,
            f"da{k} is not multiplied by the slope of {k}: it is {slope}.",
            {f"da{k}": rule},
        )
        for k, slope, rule in (
            ("n", "1 - n^2", lambda s: s.dn),
            ("r", "r (1 - r)", lambda s: s.dan * s.hn),
            ("z", "z (1 - z)", lambda s: s.dh * (s.prev - s.n)),
        )
    },
    "the slope of r lacks r": (
        BACK,
        "dar is dan * u * (1 - r): r is a sigmoid, so multiply by r (1 - r).",
        {"dar": lambda s: s.dan * s.hn * (1 - s.r)},
    ),
    "the slope of r lacks 1 - r": (
        BACK,
        "dar is dan * u * r: r is a sigmoid, so multiply by r (1 - r).",
        {"dar": lambda s: s.dan * s.hn * s.r},
    ),
    "the slope of z lacks z": (
        BACK,
        "daz is dh * (h[t-1] - n) * (1 - z): z is a sigmoid, so multiply by z (1 - z).",
        {"daz": lambda s: s.dh * (s.prev - s.n) * (1 - s.z)},
    ),
    "the slope of z lacks 1 - z": (
        BACK,
        "daz is dh * (h[t-1] - n) * z: z is a sigmoid, so multiply by z (1 - z).",
        {"daz": lambda s: s.dh * (s.prev - s.n) * s.z},
    ),
    "n has a sigmoid's slope": (
        BACK,
        "n's slope is n (1 - n), as the gates' are: n is a tanh, so it is 1 - n^2.",
        {"dan": lambda s: s.dn * s.n * (1 - s.n)},
    ),
    "the slope of n lacks the square": (
        BACK,
        "n's slope is 1 - n: n is a tanh, so it is 1 - n^2.",
        {"dan": lambda s: s.dn * (1 - s.n)},
    ),
    "r and z have tanh's slope": (
        BACK,
        "r and z have the slope 1 - s^2: they are sigmoids, so it is s (1 - s).",
        {
            "dar": lambda s: s.dan * s.hn * (1 - s.r**2),
            "daz": lambda s: s.dh * (s.prev - s.n) * (1 - s.z**2),
        },
    ),
    **{
        f"da{k} is left out": (
            BACK,
            f"da{k} is 0: {k} has a part in h, so it is {whole}.",
            {f"da{k}": lambda s: 0 * s.dh},
        )
        for k, whole in (
            ("r", "dan * u * r * (1 - r)"),
            ("z", "dh * (h[t-1] - n) * z * (1 - z)"),
        )
    },
}


def read_as(order: str) -> tuple:
    says = f"The blocks of wx, wh and b are read as {', '.join(order)}: they are r, z, n."
    return ("out",), says, {"read": lambda s: order}


def written_as(order: str) -> tuple:
    says = f"The gradients' blocks are put together as {', '.join(order)}: they are r, z, n."
    return BACK, says, {"write": lambda s: order}


def saved_as(order: str) -> tuple:
    says = (
        f"backward takes the gates out of the cache as {', '.join(order)}: they are r, z, n, "
        "in the order in which forward put them there."
    )
    return BACK, says, {"saved": lambda s: order}


ORDERS = {
    f"{done} as {', '.join(order)}": entry(order)
    for done, entry in {
        "blocks are read": read_as,
        "blocks are written": written_as,
        "the gates are read in backward": saved_as,
    }.items()
    for order in ("zrn", "nrz", "rnz", "znr", "nzr")
}
