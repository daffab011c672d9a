"""Unpickling: what Python's own unpickler reads, that is data, and nothing of the rest."""

import builtins
import os
import pickle
import struct
import tracemalloc

import numpy as np
import pytest
import python2
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from data import unpickle

BATCH = {
    b"batch_label": b"training batch 1 of 5",
    b"labels": [6, 9, 300],
    b"data": np.arange(3 * 5, dtype=np.uint8).reshape(3, 5),
    b"filenames": [b"a.png", b"b.png", b"c.png"],
}

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.binary(), inner)
    ),
)


@settings(max_examples=30)
@given(value=VALUES, protocol=st.sampled_from([3, 4]))
def test_data_comes_back_as_from_pythons_own_unpickler(value, protocol):
    assert unpickle.read(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("module", ["numpy.core.multiarray", "numpy._core.multiarray"])
def test_a_batch_of_python_2_comes_back_under_both_of_numpys_names_and_without_warning(module):
    batch = unpickle.read(python2.dumps(BATCH, module))
    assert_array_equal(batch.pop(b"data"), BATCH[b"data"])
    assert batch == {key: BATCH[key] for key in BATCH if key != b"data"}


@pytest.mark.parametrize("protocol", [3, 4])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_batch_saved_anew_by_todays_numpy_comes_back_in_either_order(protocol, order):
    batch = {**BATCH, b"data": np.asarray(BATCH[b"data"], order=order)}
    assert_array_equal(unpickle.read(pickle.dumps(batch, protocol))[b"data"], BATCH[b"data"])


def calling(module: str, name: str, argument: str) -> bytes:
    """Return the pickle that calls module.name(argument)."""
    return (
        pickle.GLOBAL + f"{module}\n{name}\n".encode()
        + pickle.BINUNICODE + struct.pack("<I", len(argument)) + argument.encode()
        + pickle.TUPLE1 + pickle.REDUCE + pickle.STOP
    )  # fmt: skip


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("posix", "system"),
        ("builtins", "eval"),
        ("__builtin__", "eval"),
        ("numpy.core.multiarray", "fromfile"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy", "load"),
        ("numpy.ndarray", "tofile"),
        ("_codecs", "encode"),
    ],
)
def test_a_function_is_refused_by_name_and_not_called(module, name, monkeypatch):
    monkeypatch.setattr(os, "system", lambda *_: pytest.fail("called"))
    monkeypatch.setattr(builtins, "eval", lambda *_: pytest.fail("called"))
    with pytest.raises(ValueError, match=f"asks for '{module}.{name}'"):
        unpickle.read(calling(module, name, "1 + 1"))


class Hostile:
    def __reduce__(self):
        return os.system, ("true",)


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_a_function_deep_inside_of_data_is_refused(protocol):
    value = {"data": [("harmless", {"labels": [1, Hostile()]})]}
    with pytest.raises(ValueError, match="asks for 'posix.system'|asks for 'nt.system'"):
        unpickle.read(pickle.dumps(value, protocol))


NAMED = b"cnumpy.core.multiarray\n_reconstruct\n", b"cnumpy\nndarray\n", b"cnumpy\ndtype\n"
RECONSTRUCT, NDARRAY, DTYPE = NAMED
EMPTY = RECONSTRUCT + NDARRAY + b"K\x00\x85U\x01b\x87R"  # an array without content
UINT8 = DTYPE + b"U\x02u1K\x00K\x01\x87R"


def array(shape: bytes, dtype=UINT8, content=b"U\x04abcd") -> bytes:
    """Return the pickle of an array with this state."""
    return EMPTY + b"(K\x01" + shape + dtype + b"\x89" + content + b"tb."


def test_the_array_of_the_hostile_ones_is_right_when_it_is_not_hostile():
    assert_array_equal(unpickle.read(array(b"K\x02K\x02\x86")), [[97, 98], [99, 100]])


@pytest.mark.parametrize(
    "raw",
    [
        array(b"J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86"),
        array(b"J\xff\xff\xff\xffJ\xfc\xff\xff\xff\x86"),
        array(b"U\x01a\x85"),
        array(b"U\x01aU\x01b\x86"),
        array(b"\x88K\x04\x86"),
        array(b"\x8a\x09" + bytes(8) + b"\x01\x85"),  # 2 ** 64
        array(b"K\x04"),
        array(b"(" + b"K\x01" * 65 + b"t"),
        array(b"K\x04\x85", dtype=DTYPE + b"U\x01OK\x00K\x01\x87R"),
        array(b"K\x04\x85", dtype=DTYPE + b"U\x02u8K\x00K\x01\x87R"),
        array(b"K\x04\x85", dtype=DTYPE),
        array(b"K\x04\x85", dtype=b"N"),
        array(b"K\x04\x85", content=b"](K\x61K\x61K\x61K\x61e"),
        RECONSTRUCT + DTYPE + b"K\x00\x85U\x01b\x87R.",
        RECONSTRUCT + b")R.",
        NDARRAY + b"J\xff\xff\xff\x7f\x85\x85R.",
        NDARRAY + b"}U\x09__class__Nsb.",
        RECONSTRUCT + b"N}U\x0c__defaults__Ns\x86b.",
        EMPTY + b"}b.",
        UINT8 + b")R.",
    ],
)
def test_the_names_of_an_array_make_nothing_but_arrays_of_bytes_that_are_there(raw):
    with pytest.raises(ValueError, match="pickle instruction"):
        unpickle.read(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"K",
        b"K\x01",
        b"K\x01K\x02.",
        b"K\x01.more",
        b".",
        b"h\x01.",
        b"q\x01.",
        b"e.",
        b"K\x01a.",
        b"Nu.",
        b"}(U\x01au.",
        b"}K\x01K\x02s.",
        b"}]K\x02s.",
        b"X\x01\x00\x00\x00\xff.",
        b"cos\nsystem",
        b"(ios\nsystem\n.",
        b"(cos\nsystem\no.",
        b"\x82\x01.",
        b"Pid.",
        b"NQ.",
        b"I1\n.",
        b"\x8b\xff\xff\xff\x7f.",
        b"\x96" + b"\xff" * 7 + b"\x7f.",
        b"T\xff\xff\xff\x7fabc.",
        b"\x95" + b"\xff" * 7 + b"\x7f.",
        b"a" * 100,
    ],
)
def test_damage_and_instructions_that_no_data_needs_are_refused(raw):
    with pytest.raises(ValueError, match="pickle instruction"):
        unpickle.read(raw)


def test_no_number_in_a_pickle_makes_it_take_memory():
    raw = b"Nr\xff\xff\xff\xff."  # Python 3.11's own unpickler takes 64 GB to remember this
    tracemalloc.start()
    assert unpickle.read(raw) is None
    with pytest.raises(ValueError, match="cut off"):
        unpickle.read(b"T\xff\xff\xff\x7fabc.")
    assert tracemalloc.get_traced_memory()[1] < 100_000
    tracemalloc.stop()


def test_nesting_of_any_depth_is_read_or_refused_but_does_not_overflow():
    deep = b")" + b"\x85" * 100_000
    assert unpickle.read(deep + b".")
    with pytest.raises(ValueError, match="tuple"):
        unpickle.read(b"}" + deep + b"Ns.")  # hashing such a key would


@settings(max_examples=300)
@given(at=st.integers(0, 10_000), to=st.integers(0, 255), cut=st.booleans())
def test_a_flipped_byte_or_a_cut_is_refused_or_still_data(at, to, cut):
    raw = python2.dumps(BATCH)
    at %= len(raw)
    raw = raw[:at] if cut else raw[:at] + bytes([to]) + raw[at + 1 :]
    try:
        unpickle.read(raw)
    except ValueError:
        return
    assert not cut
