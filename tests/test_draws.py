"""Every layer over 200 drawn settings, shapes and ways to lie in memory. See draws.py."""

import copy
import pkgutil
from functools import partial

import numpy as np
import pytest
from beside_torch import EXACTLY, assert_agrees
from drawn import Pen, often
from draws import DRAWS
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from table import learned

import layers
from diagnose import gradcheck
from diagnose.gradcheck import several

every_layer = pytest.mark.parametrize("name", DRAWS)


@st.composite
def drawn(draw, name: str, dtype):
    """Draw the cache and x of a layer, its learned arrays at random."""
    pen = Pen(draw, dtype)
    cache, x = DRAWS[name].draw(pen)
    for key in learned(cache):
        cache[key] = pen.normal(cache[key].shape)
    return cache, x


@st.composite
def like(draw, out, dtype):
    """Draw a dout for out."""
    pen = Pen(draw, dtype)
    douts = tuple(pen.array(*np.shape(a))[()] for a in several(out))
    return douts if isinstance(out, tuple) else douts[0]


def gradients(module, cache, x, dout) -> dict:
    """Return out and every gradient there is, by name."""
    out = several(module.forward(x, cache))
    dx = several(module.backward(dout, cache))
    found = {f"out[{i}]": a for i, a in enumerate(out)}
    found |= {f"dx[{i}]": a for i, a in enumerate(dx)}
    found |= {"d" + key: cache["d" + key] for key in learned(cache)}
    return {key: a for key, a in found.items() if a is not None}


def test_every_layer_is_drawn():
    assert DRAWS.keys() == {module.name for module in pkgutil.iter_modules(layers.__path__)}


@every_layer
@often
@given(data=st.data())
def test_gradients_are_the_complex_steps_and_in_float32_near_them(name, data, near_zero):
    module, (cache, x) = DRAWS[name].module, data.draw(drawn(name, np.float32))
    dout = data.draw(like(module.forward(x, cache), np.float32))
    wide = {key: widened(value) for key, value in copy.deepcopy(cache).items()}
    errors = gradcheck.errors(module, wide, widened(x), widened(dout), method="complex")
    assert max(errors.values(), default=0) <= 1e-12  # of an index alone there is none

    found = gradients(module, cache, x, dout)
    expected = gradients(module, wide, widened(x), widened(dout))
    assert {a.dtype for a in found.values()} == {np.dtype(np.float32)}
    for key in found:
        assert_allclose(found[key], expected[key], rtol=1e-4, atol=1e-4)


@pytest.fixture
def near_zero(monkeypatch):
    """Judge gradients of less than 0.1, down to 0 but for rounding, by the absolute error."""
    relative = gradcheck.distance

    def distance(a, b):
        largest = max(np.linalg.norm(a), np.linalg.norm(b))
        return relative(a, b) * min(1, largest / 0.1)

    monkeypatch.setattr(gradcheck, "distance", distance)


def widened(value):
    """Return an array of float32, or a tuple of them, in float64 and in order; else value."""
    if isinstance(value, tuple):
        return tuple(widened(a) for a in value)
    narrow = isinstance(value, np.ndarray | np.generic) and value.dtype == np.float32
    return np.array(value, np.float64, order="C")[()] if narrow else value


@every_layer
@often
@given(data=st.data())
def test_agrees_with_torch(torch, name, data):
    module, (cache, x) = DRAWS[name].module, data.draw(drawn(name, np.float64))
    averages = {key: torch.tensor(cache[key]) for key in cache if key.startswith("running_")}
    theirs = partial(DRAWS[name].theirs, torch, cache, **averages)
    assert_agrees(torch, module, cache, x, theirs)
    for key in averages:
        assert_allclose(cache[key], averages[key], **EXACTLY)
