"""What is written on a circuit: a gate's sign, a wire's name, a number, an array in short."""

import re

import numpy as np

SIGNS = {
    "add": "+",
    "multiply": "×",
    "matmul": "@",
    "maximum": "max",
    "reciprocal": "1/x",
    "square": "x²",
    "sqrt": "√",
    "total": "Σ",
    "sigmoid": "σ",
    "log": "ln",
    "scale": "×{a:.3g}",
    "shift": "{c:+.3g}",
    "clip": "clip {low:.3g}..{high:.3g}",
    "dropout": "dropout, keep {keep:.3g}",
}


def sign(gate) -> str:
    """Return what stands in a gate: the sign for what it does, or else its layer's name."""
    return SIGNS.get(gate.layer, gate.layer).format_map(gate.cache)


def short_name(wire) -> str:
    """Return a wire's name where somebody has chosen it; "" for one such as 0.affine's."""
    last = wire.name.rpartition("/")[2]
    if wire.learned:
        return last.rpartition(".")[2]
    return "" if re.match(r"\d+\.", last) else last


def value(a) -> str:
    """Return a number as the notes write it, and of an array the shape and RMS in two lines."""
    if np.size(a) == 1:
        return number(a)
    return f"{np.shape(a)}\n{size(a)}"


def gradient(a) -> str:
    """Return a number likewise, of an array the RMS: its shape is the value's. No: "none"."""
    if a is None:
        return "none"
    return number(a) if np.size(a) == 1 else size(a)


def size(a) -> str:
    """Return an array's RMS as text."""
    a = np.asarray(a)
    if a.size == 0 or a.dtype.kind not in "fc":
        return "empty" if a.size == 0 else f"{a.dtype}"
    return f"rms {number(np.sqrt(np.mean(np.abs(a.astype(np.complex128)) ** 2)))}"


def number(a) -> str:
    """Return one number with two decimals, or two digits if it is small and four if large."""
    v = np.asarray(a).item()
    if not isinstance(v, float):
        return str(v)
    if v == 0 or 0.1 <= abs(v) < 1000:
        return f"{v:.2f}"
    return f"{v:.2g}" if abs(v) < 1 else f"{v:.4g}"
