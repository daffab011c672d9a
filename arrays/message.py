"""Message: values from one process to another, as a line of JSON and the arrays' bytes.

    array      {"array": which of the blocks, "dtype": "<f8", "shape": [5, 3]}
    number     {"number": as an array of no axes}
    tuple, list, dict, None, bool, int, float, str    as what they are
    a slot     {"slot": "cache"}      what the other end keeps, and knows by this name
    anything else    {"other": "the name of its type"}, one way only

Nothing is executed on the way, as a pickle would be: whoever sends may be wrong, or worse.
"""

import json
import struct

import numpy as np

HEAD = struct.Struct("<QQ")  # the bytes of the JSON, and how many blocks follow
SIZE = struct.Struct("<Q")
BYTE = np.dtype(np.uint8)
asarray, frombuffer = np.asarray, np.frombuffer  # as they are now, whatever a file makes of np
ODD = np.matrix, np.ma.MaskedArray  # of the shape of an array, and * or sum is another
KINDS = "biufc"  # of arrays: booleans, integers, floats, complex numbers
LARGEST = 2**28  # bytes of one message
DEEPEST = 16  # a list in a list in ...


class Slot(str):
    """The name of something that the other end keeps."""


class Other(str):
    """The name of a type that does not travel."""


class Garbled(ValueError):
    """What came is no message."""


def write(stream, value) -> None:
    """Write one message. An array is not copied, as what a process holds may be measured."""
    blocks = []
    text = json.dumps(encode(value, blocks)).encode()
    stream.write(HEAD.pack(len(text), len(blocks)) + text)
    for block in blocks:
        stream.write(SIZE.pack(block.nbytes))
        stream.write(block)
    stream.flush()


def read(stream):
    """Return the value of the next message. Raises EOFError, or Garbled."""
    size, count = HEAD.unpack(exactly(stream, HEAD.size))
    if size > LARGEST or count > 10_000:
        raise Garbled("a message of an impossible size")
    text = exactly(stream, size)
    blocks = []
    for _ in range(count):
        (length,) = SIZE.unpack(exactly(stream, SIZE.size))
        if length > LARGEST:
            raise Garbled("an array too large for a message")
        blocks.append(exactly(stream, length))
    try:
        return decode(json.loads(text), blocks)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Garbled(str(error)) from None


def exactly(stream, size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError("the other end has gone")
    return found


def encode(value, blocks: list, depth=0):
    """Return value as JSON has it, adding arrays' bytes to blocks."""
    if isinstance(value, Slot):
        return {"slot": str(value)}
    if value is None or type(value) in (bool, int, float, str):
        return value
    arrays = isinstance(value, np.ndarray | np.generic) and not isinstance(value, ODD)
    if arrays and value.dtype.kind in KINDS:
        kind = "array" if isinstance(value, np.ndarray) else "number"
        dtype = value.dtype.newbyteorder("<")
        blocks.append(asarray(value, dtype, order="C").reshape(-1).view(BYTE))
        return {kind: len(blocks) - 1, "dtype": dtype.str, "shape": list(value.shape)}
    if depth < DEEPEST and isinstance(value, tuple | list) and len(value) < 1000:
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [encode(v, blocks, depth + 1) for v in value]}
    if depth < DEEPEST and isinstance(value, dict):  # by other keys nothing is asked for
        named = [(key, v) for key, v in value.items() if isinstance(key, str)]
        return {"dict": [[key, encode(v, blocks, depth + 1)] for key, v in named]}
    return {"other": type(value).__name__}


def decode(value, blocks: list):
    """Return the value again; arrays are new, and may be written to."""
    if not isinstance(value, dict):
        return value
    if "slot" in value:
        return Slot(value["slot"])
    if "other" in value:
        return Other(value["other"])
    if "dict" in value:
        return {key: decode(v, blocks) for key, v in value["dict"]}
    for name, kind in (("tuple", tuple), ("list", list)):
        if name in value:
            return kind(decode(v, blocks) for v in value[name])
    dtype = np.dtype(value["dtype"])
    if dtype.kind not in KINDS:
        raise Garbled(f"an array of {dtype}")
    block = blocks[value["array" if "array" in value else "number"]]
    found = frombuffer(block, dtype).reshape(value["shape"]).copy()
    return found if "array" in value else found[()]
