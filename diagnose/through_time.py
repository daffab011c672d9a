"""Through time: how large a gradient still is, step by step on its way back from the last step.

    dstate[t-1] = dstate[t] J[t],    J[t] = d state[t] / d state[t-1]

where the state is h, and of an LSTM h and c side by side. A recurrent layer's own backward adds
up what all steps send back, and gives only sums; here what enters at the last step goes alone.

    norms[k] = |dstate| k steps back from the last, over |dstate| at the last

For an RNN a step back is da = dstate * slope, then da wh^T, as in layers/rnn.py: with slopes of
1 the norms come to grow by wh's spectral radius a step, and never by more than its largest
singular value. An LSTM's c has a way of its own, f alone, and a GRU's h has z alone: of that,

    kept[k] = the root of the mean square of the product of the last k gates

is what comes through without wh.

Shapes    N examples, T steps, H the hidden size
    dh              (N, H)      what enters at the last step
    norms, kept     (T + 1,)    from k = 0, the last step, to k = T, the state before the first

Source
    Hochreiter (1991); Bengio, Simard and Frasconi (1994); Pascanu, Mikolov and Bengio (2013),
    arXiv:1211.5063. The power of a matrix that gives its spectral radius is Gelfand's (1941).
"""

import math

import numpy as np

from arrays.recurrence import hold, silence
from layers.rnn import NONLINEARITIES

SAVED = {  # what a look needs of what forward saved, and which axis is the examples'
    "rnn": {"hs": 1},
    "lstm": {"a": 2, "cs": 1, "tanh_c": 1},
    "gru": {"a": 2, "u": 1, "hs": 1},
}


def norms(name: str, cache: dict, dh: np.ndarray) -> np.ndarray:
    """Return the norms, by what the forward of a layer of that name saved for the N examples.

    They are logarithms' exponentials, so that none of the steps between overflows.
    """
    state, step = (dh, np.zeros_like(dh)) if name == "lstm" else (dh,), STEPS[name]
    back, T = np.ascontiguousarray(cache["wh"].T), len(cache["on"])
    grown, total = np.zeros(T + 1), 0.0
    size = length(state)
    for t in reversed(range(T)):
        if not 0 < size < math.inf:  # nothing comes back, or nothing that is a number
            grown[T - t :] = math.log(size) if size > 0 else -math.inf
            break
        state = step(t, tuple(part / part.dtype.type(size) for part in state), cache, back)
        size = length(state)
        total += math.log(size) if size > 0 else -math.inf
        grown[T - t] = total
    return np.exp(grown)


def length(state: tuple) -> float:
    """Return the norm of a state's parts together."""
    return math.sqrt(sum(float(np.vdot(part, part)) for part in state))


def rnn(t: int, state: tuple, cache: dict, back: np.ndarray) -> tuple:
    """Return dh before step t from dh after it."""
    (dh,), on = state, cache["on"][t]
    _, slope = NONLINEARITIES[cache["nonlinearity"]]
    da = dh * slope(cache["hs"][t + 1])
    silence(da, on)
    return (hold(da @ back, dh, on),)


def lstm(t: int, state: tuple, cache: dict, back: np.ndarray) -> tuple:
    """Return dh and dc before step t from those after it."""
    (dh, dc), on = state, cache["on"][t]
    (i, f, o, g), tanh_c = cache["a"][t], cache["tanh_c"][t]
    dho, later = dh * o, dc
    dc = dc + dho * (1 - tanh_c**2)
    dci, dcf = dc * i, dc * f
    dai, daf = dci * g * (1 - i), dcf * cache["cs"][t] * (1 - f)
    dao, dag = dho * tanh_c * (1 - o), dci * (1 - g**2)
    da = np.concatenate([dai, daf, dao, dag], axis=1)
    silence(da, on)
    return hold(da @ back, dh, on), hold(dcf, later, on)


def gru(t: int, state: tuple, cache: dict, back: np.ndarray) -> tuple:
    """Return dh before step t from dh after it."""
    (dh,), on = state, cache["on"][t]
    (r, z, n), u, before = cache["a"][:, t], cache["u"][t], cache["hs"][t]
    dn = dh * (1 - z)
    du = dn * (1 - n**2) * r
    da = np.concatenate([du * u * (1 - r), dn * z * (before - n), du], axis=1)
    silence(da, on)
    return (hold(dh * z + da @ back, dh, on),)


STEPS = {"rnn": rnn, "lstm": lstm, "gru": gru}


def some(name: str, cache: dict, n: int) -> dict:
    """Return the cache as if forward had been given the first n examples alone."""
    every = slice(None)
    cut = {key: cache[key][(every,) * axis + (slice(n),)] for key, axis in SAVED[name].items()}
    return cache | cut | {"on": [None if on is None else on[:n] for on in cache["on"]]}


def kept(name: str, cache: dict) -> np.ndarray | None:
    """Return what the gates alone let through, kept; None for an RNN, which has none."""
    if name == "rnn":
        return None
    gates = cache["a"][:, 1] if name == "lstm" else cache["a"][1]  # (T, N, H)
    through, found = np.ones(gates.shape[1:]), [1.0]
    for gate, on in zip(gates[::-1], cache["on"][::-1], strict=True):
        through *= hold(gate, np.ones_like(gate), on)
        found.append(math.sqrt(np.mean(through**2)))
    return np.array(found)


def radius(w: np.ndarray, doublings=10) -> float:
    """Return w's spectral radius by Gelfand's formula, |w^k|^(1/k), with k = 2^doublings.

    It is never too low, and at 2^10 too high by less than 1 % in wh of 256 units or fewer.
    Eigenvalues would take a multiple of the time.
    """
    total, k = 0.0, 1
    for _ in range(doublings):
        size = float(np.linalg.norm(w))
        if not 0 < size < math.inf:
            return size
        total += math.log(size) / k
        w = w / w.dtype.type(size)
        w, k = w @ w, 2 * k
    size = float(np.linalg.norm(w))
    return math.exp(total + math.log(size) / k) if size > 0 else 0.0
