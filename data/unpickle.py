"""Unpickle: the numbers, texts and arrays in a pickle, and nothing that it asks to be done.

A pickle is a program. Most of its instructions build values, but GLOBAL fetches any function by
its name and REDUCE calls it, so that whoever writes a pickle decides what the computer that
reads it will do. Here three names are admitted, with which NumPy spells an array:

    numpy.core.multiarray._reconstruct, numpy.ndarray    REDUCE: an array, of nothing yet
    numpy.dtype, "u1"                                    REDUCE: its type, unsigned bytes
    (1, shape, type, Fortran's order or C's, bytes)      BUILD: its content

They fetch nothing of NumPy's either, but what stands for it here: it looks at its arguments,
and BUILD, which sets attributes, finds none to set.

What this cannot prevent is that a few bytes make Python's unpickler ask for 64 GB, or nest
until it crashes: read only what has a known SHA-256.

Source
    Python's documentation of pickle, "Restricting Globals", and ndarray.__reduce__.
"""

import io
import math
import pickle

import numpy as np


class Uint8:
    """Stands for numpy.dtype. ValueError unless it is that of unsigned bytes."""

    def __new__(cls, name, *_):
        if name not in (b"u1", "u1"):
            raise ValueError(f"an array must be of unsigned bytes, 'u1', not of {name!r:.40}")
        return super().__new__(cls)

    def __setstate__(self, state):
        """Leave it: it is the order of a number's bytes, and here each is one."""


class Array:
    """Stands for an array, whose values come last. ValueError unless they are bytes."""

    def __init__(self, *_):
        """Leave the class and the shape that NumPy gives it before it has values."""

    def __setstate__(self, state):
        _, shape, dtype, fortran, raw = state
        if not isinstance(dtype, Uint8) or not isinstance(raw, bytes):
            came = f"a {type(dtype).__name__} and a {type(raw).__name__}"
            raise ValueError(f"an array must have a dtype and bytes, not {came}")
        whole = isinstance(shape, tuple) and all(type(n) is int and n >= 0 for n in shape)
        if not whole or math.prod(shape) != len(raw):
            raise ValueError(f"an array of shape {shape!r:.80} cannot be {len(raw):,} bytes")
        order = "F" if fortran else "C"
        self.values = np.frombuffer(raw, np.uint8).reshape(shape, order=order)


NAMES = {
    ("numpy.core.multiarray", "_reconstruct"): Array,
    ("numpy._core.multiarray", "_reconstruct"): Array,  # where NumPy 2 has it
    ("numpy", "ndarray"): "numpy.ndarray",  # an argument of _reconstruct, and never called
    ("numpy", "dtype"): Uint8,
}


class Unpickler(pickle.Unpickler):
    """Python's own, but for the names."""

    def find_class(self, module, name):
        """Return what stands for a part of an array. ValueError for any other name."""
        if (module, name) not in NAMES:
            raise ValueError(
                f"it asks for {f'{module}.{name}'!r:.80}, which is no array's part"
            )
        return NAMES[module, name]


def read(raw: bytes) -> dict:
    """Return the dict in a pickle; the arrays among its values are read-only.

    Python 2's str are bytes. Raises ValueError if the pickle is damaged, or asks for more.
    """
    file = io.BytesIO(raw)
    try:
        batch = Unpickler(file, encoding="bytes").load()
        if not isinstance(batch, dict) or file.tell() != len(raw):
            came = f"a {type(batch).__name__} that ends at byte {file.tell():,} of {len(raw):,}"
            raise ValueError(came)
        return {key: v.values if isinstance(v, Array) else v for key, v in batch.items()}
    except Exception as error:  # an instruction raises whatever it runs into
        raise ValueError(
            f"the pickle must be one dict of numbers, texts and arrays of bytes: {error!r}"
        ) from error
