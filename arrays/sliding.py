"""Sliding: the settings of a window that slides over an image, checked and as pairs.

A pair is (for rows, for columns); a number stands for a pair of the same.
"""

from numbers import Integral


def pair(name: str, value, least: int) -> tuple[int, int]:
    """Return (value, value) for a number, and a pair as a tuple.

    Raises ValueError unless its numbers are whole and >= least.
    """
    both = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(both) != 2 or not all(isinstance(v, Integral) and v >= least for v in both):
        raise ValueError(
            f"{name} must be a whole number >= {least} or a pair of them, not {value!r}"
        )
    return int(both[0]), int(both[1])


def filtering(C: int, F: int, HH: int, WW: int, stride, pad, groups: int) -> dict:
    """Return the settings of F filters HH by WW on C channels.

    Raises ValueError unless sizes and stride are >= 1, pad >= 0, and groups divides C and F.
    """
    if min(C, F, HH, WW) < 1:
        raise ValueError(f"C, F, HH and WW must be >= 1, not C={C}, F={F}, HH={HH}, WW={WW}")
    if groups < 1 or C % groups or F % groups:
        raise ValueError(f"groups must divide C and F, not groups={groups} with C={C}, F={F}")
    return {"stride": pair("stride", stride, 1), "pad": pair("pad", pad, 0), "groups": groups}


def pooling(HH: int, WW: int, stride, pad) -> dict:
    """Return the settings of a pool; stride None lays the windows side by side.

    Raises ValueError unless HH, WW and stride are >= 1, and pad is from 0 to half a window:
    with more, a window could lie on padding alone.
    """
    HH, WW = pair("HH, WW", (HH, WW), 1)
    stride = (HH, WW) if stride is None else pair("stride", stride, 1)
    pad = pair("pad", pad, 0)
    if 2 * pad[0] > HH or 2 * pad[1] > WW:
        raise ValueError(f"pad must be at most half a window, not {pad} for {HH} x {WW}")
    return {"HH": HH, "WW": WW, "stride": stride, "pad": pad}
