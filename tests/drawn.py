"""Drawn: images and windows of every kind, for the tests of convolution and pooling."""

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

often = settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # `torch` is only a module
)


def pairs(least: int, *most: int):
    """Draw a number, or a pair of numbers, from least to most."""
    both = [st.integers(least, n) for n in most]
    return st.integers(least, min(most)) | st.tuples(*both)


@st.composite
def images(draw, C, HH=1, WW=1, pad=0) -> np.ndarray:
    """Draw images in any memory order, contiguous or not, in which an HH by WW window fits."""
    p, q = pad if isinstance(pad, tuple) else (pad, pad)
    H = draw(st.integers(max(1, HH - 2 * p), 7))
    W = draw(st.integers(max(1, WW - 2 * q), 7))
    shape = draw(st.integers(1, 3)), C, H, W
    order, step = draw(st.permutations(range(4))), draw(st.integers(1, 2))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    memory = numbers.standard_normal((*(shape[axis] for axis in order), step))
    return memory[..., 0].transpose(np.argsort(order))


@st.composite
def filters(draw) -> dict:
    """Draw the settings of a convolution."""
    groups = draw(st.integers(1, 3))
    sizes = {key: groups * draw(st.integers(1, 3)) for key in ("C", "F")}
    sizes |= {key: draw(st.integers(1, 4)) for key in ("HH", "WW")}
    return sizes | {
        "stride": draw(pairs(1, 3, 3)),
        "pad": draw(pairs(0, 4, 4)),
        "groups": groups,
    }


@st.composite
def pools(draw) -> dict:
    """Draw the settings of a pool."""
    HH, WW = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return {
        "HH": HH,
        "WW": WW,
        "stride": draw(st.none() | pairs(1, 3, 3)),
        "pad": draw(pairs(0, HH // 2, WW // 2)),
    }
