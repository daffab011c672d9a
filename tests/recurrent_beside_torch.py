"""Recurrent layers beside PyTorch's: with the same weights, first states and lengths."""

import numpy as np
from beside_torch import assert_agrees
from hypothesis import strategies as st

sizes = st.integers(1, 5)


def assert_agrees_with(torch, module, theirs: str, order, cache: dict, shape, given, draw):
    """Compare a layer with torch.nn's that theirs names, over a drawn x, states and mask.

    order says where PyTorch has each of our gates; given is how many states come with x, the
    others being in the cache or not at all; draw draws, for hypothesis.
    """
    N, T, D = shape
    H, K = len(cache["wh"]), len(order)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    for key in ("wx", "wh", "b"):
        cache[key] = rng.standard_normal(cache[key].shape)
    x, *states = (rng.standard_normal(s) for s in (shape, (N, H), (N, H)))
    states = states if theirs == "LSTM" else states[:1]
    for name, a in list(zip(("h0", "c0"), states, strict=False))[given:]:
        cache[name] = a
    lengths = draw(st.none() | st.lists(st.integers(1, T), min_size=N, max_size=N))
    if lengths:
        cache["mask"] = np.arange(T) < np.array(lengths)[:, None]

    def reference(x, *inputs, wx, wh, b):
        mine = wx, wh, b, torch.zeros_like(b)
        blocks = [torch.cat([w.chunk(K, -1)[i] for i in order], -1) for w in mine]
        first = [*inputs, *(torch.tensor(a) for a in states[len(inputs) :])]
        settings = {"nonlinearity": cache["nonlinearity"]} if theirs == "RNN" else {}
        layer = getattr(torch.nn, theirs)(D, H, batch_first=True, **settings)
        layer._flat_weights = [w.mT if w.ndim == 2 else w for w in blocks]
        return unpacked(torch, layer, x, [a[None] for a in first], lengths)

    assert_agrees(torch, module, cache, (x, *states[:given]) if given else x, reference)


def unpacked(torch, layer, x, first: list, lengths):
    """Return a torch layer's out for sequences of these lengths, the last h repeated after."""
    first = tuple(first) if len(first) == 2 else first[0]
    if lengths is None:
        return layer(x, first)[0]
    rnn = torch.nn.utils.rnn
    packed = rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    out, last = layer(packed, first)
    out, _ = rnn.pad_packed_sequence(out, batch_first=True, total_length=x.shape[1])
    h = last[0] if isinstance(last, tuple) else last
    on = torch.arange(x.shape[1]) < torch.tensor(lengths)[:, None]
    return torch.where(on[..., None], out, h.swapaxes(0, 1).flatten(1)[:, None])
