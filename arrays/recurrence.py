"""Recurrence: what the layers share that go through a sequence step by step.

    state <- step(x[:, t], state)    for t = 0, 1, ..., T - 1

The first state is what the caller gives, else 0, never where the last call ended. A step that
the mask does not count leaves the state as it was.

Shapes    H is the hidden size, K the number of blocks of H that a step makes: its gates
    x         (N, T, D)      or a tuple (x, h0), or (x, h0, c0); N and T may be 0
    h0, c0    (N, H)         in the tuple, else cache["h0"] and cache["c0"], else 0
    mask      (N, T)         cache["mask"], if it is there: booleans, True counts
    steps     (T, N, D)      x with time first, so that a step is one run of memory
    on        T of (N, 1)    a list, the mask of each step; or of None, where all count
    a         (T, N, K H)    what the gates are made of, side by side
"""

import numpy as np

from arrays import initial
from arrays.labels import boolean


def draw(D: int, H: int, K: int, rng, dtype=np.float32) -> dict:
    """Return wx (D, K H), wh (H, K H) and b (K H,), and their gradients.

    wx is Xavier normal; each H by H block of wh is orthogonal, so that it keeps the length of
    h; b is 0. Raises ValueError if D or H < 1.
    """
    if min(D, H) < 1:
        raise ValueError(f"a recurrent layer needs D >= 1 and H >= 1, not D={D}, H={H}")
    wx = initial.draw("xavier", (D, K * H), D, H, rng, dtype)
    wh = np.concatenate([initial.orthogonal((H, H), rng, dtype) for _ in range(K)], axis=1)
    weights = {"wx": wx, "wh": wh, "b": np.zeros(K * H, dtype)}
    return weights | {"d" + key: np.zeros_like(w) for key, w in weights.items()}


def unroll(x, cache: dict, *names: str) -> tuple[np.ndarray, list, list]:
    """Return steps, on, and the first states that names name; save given, for roll_up.

    All are of one dtype, that of x, states and weights together. A step that does not count is
    read as 0, so that nothing comes of what lies there. Raises ValueError for an x, a state or
    a mask that does not fit.
    """
    cache["given"] = len(x) - 1 if isinstance(x, tuple) else None
    x, *states = x if isinstance(x, tuple) else (x,)
    D, H = len(cache["wx"]), len(cache["wh"])
    if x.ndim != 3 or x.shape[2] != D or len(states) > len(names):
        came = " and ".join(str(np.shape(a)) for a in (x, *states))
        raise ValueError(
            f"a recurrent layer needs x of shape (N, T, {D}), alone or in a tuple with "
            f"{' and '.join(names)}, not {came}"
        )
    N, T, _ = x.shape
    states += [cache.get(name) for name in names[len(states) :]]
    states = [np.zeros((N, H), x.dtype) if a is None else np.asarray(a) for a in states]
    for name, a in zip(names, states, strict=True):
        if a.shape != (N, H):
            raise ValueError(f"{name} must be of shape (N, H) = {(N, H)}, not {a.shape}")
    dtype = np.result_type(x, *states, *(cache[key] for key in ("wx", "wh", "b")))
    steps, on = np.ascontiguousarray(x.swapaxes(0, 1), dtype), [None] * T
    if cache.get("mask") is not None:
        on = np.ascontiguousarray(boolean(cache["mask"], (N, T)).T)[..., None]
        steps, on = np.where(on, steps, 0), list(on)
    return steps, on, states


def roll_up(dsteps: np.ndarray, dstates: tuple, cache: dict):
    """Return dx as x came: alone, or in a tuple with the gradients of the states given."""
    dx, given = dsteps.swapaxes(0, 1), cache["given"]
    return dx if given is None else (dx, *dstates[:given])


def hold(new: np.ndarray, old: np.ndarray, on) -> np.ndarray:
    """Return new where the step counts, old where it does not."""
    return new if on is None else np.where(on, new, old)


def silence(da: np.ndarray, on) -> None:
    """Set da to 0, in place, where the step does not count: what is held comes of no a."""
    if on is not None:
        da *= on


def gates(a: np.ndarray, K: int) -> np.ndarray:
    """Return a's K blocks as a view, (T, K, N, H): a step's gates are each an array of it."""
    T, N, width = a.shape
    return a.reshape(T, N, K, width // K).swapaxes(1, 2)


def apart(w: np.ndarray, K: int, sigmoids: int) -> np.ndarray:
    """Return a copy of w's K blocks one after another, (K, ..., H), for squash.

    The first of them, as many as there are sigmoids, are halved, which loses no digit. What a
    product with them makes has each gate in one run of memory: side by side, its rows a stride
    apart, an LSTM's step takes a tenth longer.
    """
    blocks = np.stack(np.split(w, K, axis=-1))
    blocks[:sigmoids] *= 0.5
    return blocks


def squash(a: np.ndarray, sigmoids: int) -> None:
    """Turn a, (K, N, H) made with apart, in place into gates: sigmoids first, then tanhs.

    sigmoid(a) = (1 + tanh(a / 2)) / 2: one tanh makes them all, and nothing overflows. Where a
    sigmoid is near 0 it is right to the last digit of 1, not of its own, as in
    layers/sigmoid.py: enough for a gate.
    """
    np.tanh(a, out=a)
    s = a[:sigmoids]
    s *= 0.5
    s += 0.5
