"""Messages between processes: what crosses as it is, what as a name, and what is refused."""

import io

import numpy as np
import pytest

from arrays import message


def crossed(value):
    stream = io.BytesIO()
    message.write(stream, value)
    stream.seek(0)
    return message.read(stream)


def test_arrays_cross_as_they_are():
    values = {
        "a": np.arange(6.0).reshape(2, 3),
        "b": (np.float32(2.5), np.array(True), None, "text", [1, 2.5, float("inf")]),
        "c": message.Slot("cache"),
        "d": np.empty((0, 3), np.int64),
    }
    found = crossed(values)
    np.testing.assert_array_equal(found["a"], values["a"])
    assert found["b"][0].dtype == np.float32 and found["b"][4] == values["b"][4]
    assert type(found["c"]) is message.Slot and found["d"].shape == (0, 3)
    assert isinstance(found["b"], tuple) and found["b"][1].dtype == bool


@pytest.mark.parametrize(
    "a",
    [
        np.arange(6)[::2],
        np.broadcast_to(1.5, (3,)),
        np.arange(6.0).reshape(2, 3).T,
        np.ones((2, 0, 3)),
        np.array(7j),
        np.arange(4, dtype=">i4")[::-1],
    ],
)
def test_however_an_array_lies_in_memory_it_crosses(a):
    found = crossed(a)
    np.testing.assert_array_equal(found, a)
    assert found.shape == a.shape and found.dtype == a.dtype.newbyteorder("=")
    assert found.flags.writeable


def test_what_is_no_array_crosses_as_the_name_of_its_type():
    found = crossed({"f": len, "o": np.array([object()])})
    assert found == {"f": "builtin_function_or_method", "o": "ndarray"}


def test_a_list_without_an_end_crosses_to_a_depth_and_no_further():
    endless = []
    endless.append(endless)
    assert str(crossed(endless)).count("[") == message.DEEPEST


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 16, b"\xff" * 64, message.HEAD.pack(2, 0) + b"[}"]
)
def test_a_garbled_message_is_refused(data):
    with pytest.raises((EOFError, message.Garbled)):
        message.read(io.BytesIO(data))
