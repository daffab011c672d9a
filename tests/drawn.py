"""Drawn: arrays that lie in memory in every way, images, and the settings of windows.

A Pen draws for one example: sizes and settings by hypothesis, so that it can look for a small
one that fails, and the numbers by a generator that hypothesis seeds, since that is fast.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

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


@dataclass
class Drawn:
    """A layer's entry in the table of draws.py."""

    module: ModuleType
    draw: Callable  # (pen) -> (cache, x)
    theirs: Callable  # (torch, cache, *x, **learned) -> out


class Pen:
    """What draws an example's sizes, settings and arrays; real numbers are of its dtype."""

    def __init__(self, draw, dtype=np.float64):
        self.draw, self.dtype = draw, dtype
        self.rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def size(self, least=1, most=3) -> int:
        return self.draw(st.integers(least, most))

    def pick(self, *values):
        return self.draw(st.sampled_from(values))

    def shape(self, least=0, most=4, *, empty=True) -> tuple[int, ...]:
        """Draw a shape of least to most axes; where it may be empty, one of ten is."""
        sides = [self.size() for _ in range(self.size(least, most))]
        if empty and sides and self.size(0, 9) == 9:
            sides[self.rng.integers(len(sides))] = 0
        return tuple(sides)

    def array(self, *shape, fill=None, spread=True) -> np.ndarray:
        """Draw an array of fill(shape), or of normal numbers, that lies in any way in memory.

        In order; its axes in another order; with gaps; or, if it may be spread, with one number
        standing for several (stride 0), which makes it read-only.
        """
        way = self.pick("in order", "turned", "gaps", *["spread"] * spread)
        order = self.rng.permutation(len(shape)) if way != "in order" else np.arange(len(shape))
        memory = [shape[axis] for axis in order] + [2] * (way == "gaps")
        if way == "spread":
            memory = [min(n, 1) if self.rng.random() < 0.5 else n for n in memory]
        a = np.asarray((fill or self.normal)(tuple(memory)))
        a = (a[..., 0] if way == "gaps" else a).transpose(np.argsort(order))
        return np.broadcast_to(a, shape) if way == "spread" else a

    def normal(self, shape):
        return np.asarray(self.rng.standard_normal(shape), self.dtype)

    def whole(self, below: int, *shape) -> np.ndarray:
        """Draw an array of integers 0..below-1, of any width."""
        kind = self.pick(np.int64, np.int32, np.uint8)
        integers = self.rng.integers
        return self.array(*shape, fill=lambda shape: integers(below, size=shape, dtype=kind))

    def mask(self, *shape) -> np.ndarray:
        """Draw an array of booleans, True for six of ten and, if there is one, the first."""

        def fill(shape):
            mask = np.asarray(self.rng.random(shape) < 0.6)
            mask[(0,) * mask.ndim if mask.size else ...] = True
            return mask

        return self.array(*shape, fill=fill)


@st.composite
def images(draw, C, HH=1, WW=1, pad=0) -> np.ndarray:
    """Draw images, lying in any way in memory, in which an HH by WW window fits."""
    p, q = pad if isinstance(pad, tuple) else (pad, pad)
    H = draw(st.integers(max(1, HH - 2 * p), 7))
    W = draw(st.integers(max(1, WW - 2 * q), 7))
    return Pen(draw).array(draw(st.integers(1, 3)), C, H, W)


@st.composite
def filters(draw, most=3) -> dict:
    """Draw the settings of a convolution, of at most `most` channels a group."""
    groups = draw(st.integers(1, most))
    sizes = {key: groups * draw(st.integers(1, most)) for key in ("C", "F")}
    sizes |= {key: draw(st.integers(1, most + 1)) for key in ("HH", "WW")}
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
