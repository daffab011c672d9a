"""Unpickling: a dict of data and arrays, and nothing of what else a pickle can ask for."""

import pickle
import struct

import numpy as np
import pytest
import python2
from numpy.testing import assert_array_equal

from data import unpickle

BATCH = {
    b"batch_label": b"training batch 1 of 5",
    b"labels": [6, 9, 300],
    b"data": np.arange(3 * 5, dtype=np.uint8).reshape(3, 5),
    b"filenames": [b"a.png", b"b.png", b"c.png"],
}


def same(batch, other) -> None:
    """Fail unless two dicts have the same keys and values, of which some are arrays."""
    assert list(batch) == list(other)
    for key in batch:
        assert type(batch[key]) is type(other[key])
        assert_array_equal(batch[key], other[key])


@pytest.mark.parametrize("module", ["numpy.core.multiarray", "numpy._core.multiarray"])
def test_a_batch_of_python_2_comes_back_under_both_of_numpys_names_and_without_warning(module):
    same(unpickle.read(python2.dumps(BATCH, module)), BATCH)


@pytest.mark.parametrize("protocol", [3, 4])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_batch_saved_anew_by_todays_numpy_comes_back_in_either_order(protocol, order):
    batch = {**BATCH, b"data": np.asarray(BATCH[b"data"], order=order)}
    same(unpickle.read(pickle.dumps(batch, protocol)), BATCH)


def test_values_that_are_no_arrays_come_back_as_from_pythons_own_unpickler():
    value = {"a": None, "b": [True, -(2**80), 0.5, ("text", b"bytes", {1: {2}})], "c": {}}
    assert unpickle.read(pickle.dumps(value)) == value


@pytest.mark.parametrize(
    ("module", "name", "text"),
    [
        ("os", "system", "echo > {}"),
        ("builtins", "eval", "open({!r}, 'w').close()"),
        ("__builtin__", "eval", "open({!r}, 'w').close()"),  # Python 2's name for it
    ],
)
def test_what_python_would_execute_is_refused_and_not_executed(module, name, text, tmp_path):
    path = tmp_path / "touched"
    raw = python2.calling(module, name, text.format(str(path)))
    with pytest.raises(ValueError, match=f"asks for '{module}.{name}'"):
        unpickle.read(raw)
    assert not path.exists()
    pickle.loads(raw)
    assert path.exists()  # so that would have been seen


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("numpy.core.multiarray", "fromfile"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy.core.multiarray", "_reconstruct.__call__"),
        ("numpy._core.multiarray", "ndarray"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy", "load"),
        ("numpy", "core.multiarray._reconstruct"),
        ("numpy", "ndarray.tofile"),
        ("numpy.ndarray", "tofile"),
        ("_codecs", "encode"),
        ("data.unpickle", "Array"),
    ],
)
def test_every_name_but_those_of_an_array_is_refused(module, name):
    with pytest.raises(ValueError, match=f"asks for '{module}.{name}'"):
        unpickle.read(python2.calling(module, name, "u1"))


class Hostile:
    def __reduce__(self):
        return eval, ("1 + 1",)


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_a_function_deep_inside_of_data_is_refused(protocol):
    value = {"data": [("harmless", {"labels": [1, Hostile()]})]}
    with pytest.raises(ValueError, match=r"asks for '(builtins|__builtin__)\.eval'"):
        unpickle.read(pickle.dumps(value, protocol))


def of(value: bytes) -> bytes:
    """Return the pickle of {"data": value}, from the instructions that make value."""
    return b"}U\x04data" + value + b"s."


RECONSTRUCT, NDARRAY, DTYPE = (
    b"cnumpy.core.multiarray\n_reconstruct\n",
    b"cnumpy\nndarray\n",
    b"cnumpy\ndtype\n",
)
EMPTY = RECONSTRUCT + NDARRAY + b"K\x00\x85U\x01b\x87R"  # an array without values
UINT8 = DTYPE + b"U\x02u1K\x00K\x01\x87R"


def array(shape: bytes, dtype=UINT8, content=b"U\x04abcd") -> bytes:
    """Return the pickle of an array with this state."""
    return of(EMPTY + b"(K\x01" + shape + dtype + b"\x89" + content + b"tb")


def dtype(name: bytes) -> bytes:
    """Return the instructions that make the type of this name."""
    return DTYPE + b"U" + bytes([len(name)]) + name + b"K\x00K\x01\x87R"


def assert_the_good_one_is_read():
    same(unpickle.read(array(b"K\x02K\x02\x86")), {b"data": np.array([[97, 98], [99, 100]])})


HUGE = b"J\xff\xff\xff\x7f"
FAR = b"\x8a\x08" + struct.pack("<q", 2**62)


@pytest.mark.parametrize(
    "raw",
    [
        array(HUGE + HUGE + b"\x86"),
        array(FAR + b"K\x04\x86"),  # 2 ** 64 bytes, which is 0 to a machine
        array(b"\x8a\x09" + bytes(8) + b"\x01\x85"),
        array(b"J\xff\xff\xff\xffJ\xfc\xff\xff\xff\x86"),  # -1, -4
        array(b"J\xff\xff\xff\xff\x85"),
        array(b"U\x04abcd\x85"),
        array(b"U\x01a" + HUGE + b"\x86"),  # their product is a text of 2 GB
        array(b"\x88K\x04\x86"),  # True, 4
        array(b"K\x04"),
        array(b"]K\x04a"),
        array(b"U\x02\x02\x02"),
        array(b"N"),
        array(b"(" + b"K\x01" * 65 + b"K\x04t"),
        array(b"K\x04\x85", dtype=dtype(b"O")),
        array(b"K\x04\x85", dtype=dtype(b"O8")),
        array(b"K\x04\x85", dtype=dtype(b"u8")),
        array(b"K\x04\x85", dtype=dtype(b"u1,O")),
        array(b"K\x04\x85", dtype=DTYPE + b"](U\x01aU\x01O\x86eK\x00K\x01\x87R"),
        array(b"K\x04\x85", dtype=DTYPE + b")\x81"),
        array(b"K\x04\x85", dtype=DTYPE),
        array(b"K\x04\x85", dtype=b"N"),
        array(b"K\x04\x85", dtype=b"U\x02u1"),
        array(b"K\x04\x85", content=b"](K\x61K\x61K\x61K\x61e"),
        array(b"K\x04\x85", content=b"X\x04\0\0\0abcd"),
        array(b"K\x04\x85", content=b"K\x04"),
        array(b"K\x04\x85", content=b"U\x04abcdN"),
        of(EMPTY),
        of(EMPTY + b"}b"),
        of(EMPTY + b"N}U\x06valuesNs\x86b"),
        of(EMPTY + b"K\x00K\x00s"),
        of(EMPTY + b"K\x00a"),
        of(NDARRAY + HUGE + b"\x85\x85R"),
        of(NDARRAY + HUGE + b"\x85\x85\x81"),
        of(NDARRAY + b"}U\x09__class__Nsb"),
        of(RECONSTRUCT + b"}U\x06valuesNsb"),
        of(RECONSTRUCT + b"N}X\x0c\0\0\0__setstate__Ns\x86b"),
        of(RECONSTRUCT + b"N}X\x08\0\0\0__init__Ns\x86b"),
        of(DTYPE + b"N}X\x07\0\0\0__new__Ns\x86b"),
        of(DTYPE + b")R"),
        of(UINT8 + b")R"),
        of(b"]N}X\x06\0\0\0appendNs\x86b"),  # BUILD on a list, then on a dict
        of(b"}}U\x06valuesNsb"),
    ],
)
def test_the_names_of_an_array_make_nothing_but_arrays_of_bytes_that_are_there(raw):
    assert_the_good_one_is_read()
    with pytest.raises(ValueError, match="one dict of numbers, texts and arrays of bytes"):
        unpickle.read(raw)
    assert_the_good_one_is_read()  # what stands for NumPy was not changed


def test_an_error_says_what_was_wanted_and_what_came():
    for raw, said in [
        (array(b"K\x03K\x02\x86"), r"of shape \(3, 2\) cannot be 4 bytes"),
        (
            array(b"K\x04\x85", dtype=dtype(b"O")),
            "must be of unsigned bytes, 'u1', not of b'O'",
        ),
        (
            array(b"K\x04\x85", content=b"]"),
            "must have a dtype and bytes, not a Uint8 and a list",
        ),
        (pickle.dumps([1, 2], 2), "one dict .*a list that ends at byte 12 of 12"),
        (pickle.dumps({}, 2) + b"more", "a dict that ends at byte 6 of 10"),
        (pickle.dumps({}, 2)[:-1], "Ran out of input"),
    ]:
        with pytest.raises(ValueError, match=said):
            unpickle.read(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"more",
        b"}.more",
        b"}..",
        b".",
        b"}h\x01.",
        b"}e.",
        b"}Nu.",
        b"}]K\x02s.",  # a list as a key
        b"}X\x01\x00\x00\x00\xff.",
        b"}cos\nsystem",
        b"}(ios\nsystem\n.",
        b"}(cos\nsystem\no.",
        b"}\x82\x01.",  # extension 1 of copyreg
        b"}Pid.",
        b"}NQ.",
        b"}\x97.",  # a buffer from outside
        b"}\x8b\xff\xff\xff\x7f.",  # more bytes than there are
        b"}T\xff\xff\xff\x7fabc.",
        b"}\x96" + b"\xff" * 7 + b"\x7f.",
        b"}\x95" + b"\xff" * 7 + b"\x7f.",
    ],
)
def test_damage_is_refused(raw):
    with pytest.raises(ValueError, match="one dict of numbers, texts and arrays of bytes"):
        unpickle.read(raw)


def test_every_cut_of_a_pickle_is_refused():
    raw = python2.dumps(BATCH)
    for n in range(len(raw)):
        with pytest.raises(ValueError, match="the pickle must be one dict"):
            unpickle.read(raw[:n])
