"""Pickles as Python 2 wrote them, which no Python does today: CIFAR's files; hostile ones."""

import pickle as p

import numpy as np


def dumps(value, module="numpy.core.multiarray") -> bytes:
    """Return value in protocol 2, its bytes as Python 2's str; module is _reconstruct's."""
    memo = iter(range(1, 1 << 32))

    def put() -> bytes:
        index = next(memo)
        return p.BINPUT + bytes([index]) if index < 256 else p.LONG_BINPUT + four(index)

    def save(value) -> bytes:
        match value:
            case bytes() if len(value) < 256:
                return p.SHORT_BINSTRING + bytes([len(value)]) + value + put()
            case int() if 0 <= value < 256:
                return p.BININT1 + bytes([value])
            case int():
                return p.BININT2 + value.to_bytes(2, "little")
            case list():
                return p.EMPTY_LIST + put() + p.MARK + b"".join(map(save, value)) + p.APPENDS
            case dict():
                begin = p.EMPTY_DICT + put() + p.MARK
                return (
                    begin + b"".join(save(k) + save(v) for k, v in value.items()) + p.SETITEMS
                )
            case np.ndarray():
                begin = named(module, "_reconstruct") + named("numpy", "ndarray")
                begin += save(0) + p.TUPLE1 + save(b"b") + p.TUPLE3 + p.REDUCE + put()
                dtype = named("numpy", "dtype") + save(b"u1") + save(0) + save(1)
                dtype += p.TUPLE3 + p.REDUCE + put()
                order = p.MARK + save(3) + save(b"|") + p.NONE * 3
                order += (p.BININT + four(-1)) * 2 + save(0) + p.TUPLE + p.BUILD
                state = p.MARK + save(1) + b"".join(map(save, value.shape)) + p.TUPLE2
                state += dtype + order + p.NEWFALSE
                state += p.BINSTRING + four(value.size) + value.tobytes() + p.TUPLE
                return begin + state + p.BUILD

    def named(module: str, name: str) -> bytes:
        return p.GLOBAL + f"{module}\n{name}\n".encode() + put()

    return p.PROTO + bytes([2]) + save(value) + p.STOP


def calling(module: str, name: str, text: str) -> bytes:
    """Return the pickle that calls module.name(text)."""
    text = text.encode()
    function = p.GLOBAL + f"{module}\n{name}\n".encode()
    return function + p.BINUNICODE + four(len(text)) + text + p.TUPLE1 + p.REDUCE + p.STOP


def four(n: int) -> bytes:
    return n.to_bytes(4, "little", signed=n < 0)
