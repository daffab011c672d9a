"""Unpickle: the numbers, texts and arrays in a pickle, and nothing that it asks to be done.

A pickle is a program for a little machine with a stack. Most of its instructions build values:
push an int, close a list. But GLOBAL fetches any function by its name and REDUCE calls it, so
whoever writes a pickle decides what the computer that reads it will do. This machine has the
instructions that build; of functions it knows three names, with which NumPy spells an array:

    numpy.core.multiarray._reconstruct, numpy.ndarray    REDUCE: an array, of nothing yet
    numpy.dtype, "u1"                                    REDUCE: its type, unsigned bytes
    (1, shape, type, Fortran's order or C's, bytes)      BUILD: its content

They stay names. Nothing is imported and nothing is called, NumPy's functions as little as any,
so hostile arguments reach nobody. An array is made here, of bytes that the file does hold, if
they are as many as its shape says.

Source
    Python's pickletools.py, where every instruction is explained, and ndarray.__reduce__.
"""

import enum
import pickle as p
from types import SimpleNamespace

import numpy as np


class Name(enum.Enum):
    """What stands on the stack for a function, and for what it would have returned."""

    RECONSTRUCT = enum.auto()
    NDARRAY = enum.auto()
    DTYPE = enum.auto()
    UINT8 = enum.auto()  # DTYPE's
    ARRAY = enum.auto()  # RECONSTRUCT's, until BUILD puts an array in its place


NAMES = {
    "numpy.core.multiarray._reconstruct": Name.RECONSTRUCT,
    "numpy._core.multiarray._reconstruct": Name.RECONSTRUCT,  # where NumPy 2 has it
    "numpy.ndarray": Name.NDARRAY,
    "numpy.dtype": Name.DTYPE,
}


def read(raw: bytes):
    """Return the value in a pickle of protocol 2, 3 or 4; its arrays are read-only.

    Raises ValueError if the pickle is damaged, or asks for anything but the above.
    """
    m = SimpleNamespace(raw=raw, at=0, stack=[], marks=[], memo={})
    while True:
        at, m.at = m.at, m.at + 1
        op = raw[at : m.at]
        try:
            if op in PUSHES:
                m.stack.append(PUSHES[op](m))
            elif op in ACTS:
                ACTS[op](m)
            elif op == p.STOP:
                return the_only_one(m)
            else:
                raise ValueError("no array, number or text needs it" if op else "cut off")
        except (LookupError, ValueError) as error:
            said = error if isinstance(error, ValueError) else "it finds nothing to work on"
            raise ValueError(f"pickle instruction {op!r} at byte {at:,}: {said}") from error


PUSHES = {  # the value that an instruction leaves on the stack
    p.NONE: lambda m: None,
    p.NEWTRUE: lambda m: True,
    p.NEWFALSE: lambda m: False,
    p.BININT1: lambda m: byte(m),
    p.BININT2: lambda m: number(m, 2),
    p.BININT: lambda m: number(m, 4, signed=True),
    p.LONG1: lambda m: number(m, byte(m), signed=True),
    p.SHORT_BINSTRING: lambda m: take(m, byte(m)),  # a str of Python 2
    p.BINSTRING: lambda m: take(m, number(m, 4)),
    p.SHORT_BINBYTES: lambda m: take(m, byte(m)),
    p.BINBYTES: lambda m: take(m, number(m, 4)),
    p.SHORT_BINUNICODE: lambda m: take(m, byte(m)).decode(),
    p.BINUNICODE: lambda m: take(m, number(m, 4)).decode(),
    p.EMPTY_LIST: lambda m: [],
    p.EMPTY_DICT: lambda m: {},
    p.EMPTY_TUPLE: lambda m: (),
    p.TUPLE1: lambda m: tuple(popped(m, 1)),
    p.TUPLE2: lambda m: tuple(popped(m, 2)),
    p.TUPLE3: lambda m: tuple(popped(m, 3)),
    p.TUPLE: lambda m: tuple(marked(m)),
    p.BINGET: lambda m: m.memo[byte(m)],
    p.LONG_BINGET: lambda m: m.memo[number(m, 4)],
    p.GLOBAL: lambda m: named(line(m), line(m)),
    p.STACK_GLOBAL: lambda m: named(*popped(m, 2)),
    p.REDUCE: lambda m: reduced(*popped(m, 2)),
    p.BUILD: lambda m: built(*popped(m, 2)),
}
ACTS = {  # what others do to what is there
    p.PROTO: lambda m: take(m, 1),
    p.FRAME: lambda m: take(m, 8),
    p.MARK: lambda m: m.marks.append(len(m.stack)),
    p.BINPUT: lambda m: m.memo.update({byte(m): m.stack[-1]}),
    p.LONG_BINPUT: lambda m: m.memo.update({number(m, 4): m.stack[-1]}),
    p.MEMOIZE: lambda m: m.memo.update({len(m.memo): m.stack[-1]}),
    p.APPEND: lambda m: extend(popped(m, 1), m.stack[-1]),
    p.APPENDS: lambda m: extend(marked(m), m.stack[-1]),
    p.SETITEM: lambda m: update(popped(m, 2), m.stack[-1]),
    p.SETITEMS: lambda m: update(marked(m), m.stack[-1]),
}


def take(m, n: int) -> bytes:
    """Return the next n bytes; if fewer are left, no instruction follows, and read sees it."""
    at, m.at = m.at, m.at + n
    return m.raw[at : m.at]


def byte(m) -> int:
    """Return the next byte, as number(m, 1) would in twice the time; most arguments are one."""
    at, m.at = m.at, m.at + 1
    return m.raw[at]


def number(m, width: int, *, signed=False) -> int:
    """Return the number in the next bytes."""
    return int.from_bytes(take(m, width), "little", signed=signed)


def line(m) -> str:
    """Return the next line."""
    text = take(m, m.raw.index(b"\n", m.at) + 1 - m.at)
    return text[:-1].decode()


def popped(m, n: int) -> list:
    """Take n values off the stack."""
    if n > len(m.stack):
        raise ValueError(f"the stack must hold {n} values, not {len(m.stack)}")
    values = m.stack[-n:]
    del m.stack[-n:]
    return values


def marked(m) -> list:
    """Take off the stack what was put there since the last mark."""
    mark = m.marks.pop()
    values = m.stack[mark:]
    del m.stack[mark:]
    return values


def extend(values: list, target) -> None:
    """Add values to a list."""
    wanted(list, target).extend(values)


def update(values: list, target) -> None:
    """Set keys, every other one of values, to what follows them; only texts are keys."""
    keys = [wanted((bytes, str), key) for key in values[::2]]
    wanted(dict, target).update(zip(keys, values[1::2], strict=True))


def named(module, function) -> Name:
    """Return what stands for a function. ValueError unless it belongs to an array."""
    name = f"{wanted(str, module)}.{wanted(str, function)}"
    if name not in NAMES:
        raise ValueError(f"it asks for {name[:80]!r}, and only an array's parts are admitted")
    return NAMES[name]


def reduced(function, arguments) -> Name:
    """Return what stands for the result of a call. ValueError unless it is an array's part."""
    first = wanted(tuple, arguments)[0]
    if function is Name.RECONSTRUCT and first is Name.NDARRAY:
        return Name.ARRAY
    if function is Name.DTYPE and wanted((bytes, str), first) in (b"u1", "u1"):
        return Name.UINT8
    raise ValueError("only an array of unsigned bytes is admitted")


def built(target, state):
    """Return target with its state, which makes an array of it. ValueError unless it fits."""
    if target is Name.UINT8:
        return target  # the state is its byte order, and a byte has none
    if target is not Name.ARRAY or len(wanted(tuple, state)) != 5:
        raise ValueError("only an array has a state, and it has five parts")
    _, shape, dtype, fortran, content = state
    if dtype is not Name.UINT8:
        raise ValueError("only an array of unsigned bytes is admitted")
    if any(type(n) is not int or n < 0 for n in wanted(tuple, shape)):
        raise ValueError("a shape is of whole numbers, none less than 0")
    order = "F" if wanted(bool, fortran) else "C"
    return np.frombuffer(wanted(bytes, content), np.uint8).reshape(shape, order=order)


def wanted(kind, value):
    """Return value. ValueError unless it is of this kind."""
    if not isinstance(value, kind):
        raise ValueError(f"a {type(value).__name__} is not what belongs here")
    return value


def the_only_one(m):
    """Return the value on the stack. ValueError unless it is the only one, and all is read."""
    if len(m.stack) != 1 or m.at != len(m.raw):
        raise ValueError(
            f"the pickle must end here with 1 value, not with {len(m.stack)} "
            f"and {len(m.raw) - m.at:,} more bytes"
        )
    return m.stack[0]
