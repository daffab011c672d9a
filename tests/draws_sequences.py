"""Draws for the layers of sequences. See draws.py."""

import numpy as np
from drawn import Drawn
from hypothesis import assume

from diagnose.gradcheck import several
from layers import (
    attention,
    embedding,
    gru,
    lstm,
    position,
    rnn,
    sinusoid,
)


def draw_embedding(pen):
    V, D = pen.size(), pen.size()
    return embedding.init(V, D, pen.rng, dtype=pen.dtype), pen.whole(V, *pen.shape(0, 3))


def draw_position(pen):
    D, (N, T) = pen.size(), pen.shape(2, 2)
    return position.init(T + pen.size(), D, pen.rng, dtype=pen.dtype), pen.array(N, T, D)


def torch_position(t, cache, x, w):
    return x + t.nn.functional.embedding(t.arange(x.shape[1]), w)


def draw_sinusoid(pen):
    D = pen.size(1, 5)
    return sinusoid.init(D), pen.array(*pen.shape(2, 2), D)


def torch_sinusoid(t, cache, x):
    _, T, D = x.shape
    speed = t.pow(10000, -t.arange(0, D, 2, dtype=x.dtype) / D)
    turned = t.polar(t.ones(T, len(speed), dtype=x.dtype), t.arange(T)[:, None] * speed)
    return x + t.view_as_real(turned).flip(-1).flatten(1)[:, :D]


def recurrent(module, *names, **choices):
    """Draw x, alone or with states; other states in the cache or nowhere; a mask or none."""

    def draw(pen):
        (N, T), D, H = pen.shape(2, 2), pen.size(1, 2), pen.size(1, 2)
        settings = {key: pen.pick(*values) for key, values in choices.items()}
        cache = module.init(D, H, pen.rng, dtype=pen.dtype, **settings)
        given = pen.size(0, len(names))
        for name in names[given:]:
            if pen.pick(True, False):
                cache[name] = pen.array(N, H)
        if pen.pick(True, False):
            cache["mask"] = pen.mask(N, T)
        x, states = pen.array(N, T, D), tuple(pen.array(N, H) for _ in range(given))
        return cache, (x, *states) if given else x

    return draw


def stepwise(cell, order, *names):
    """Return theirs: a step at a time, by a cell that has our gates in this order.

    The layers' own tests have torch.nn's whole layers, on packed sequences.
    """

    def theirs(t, cache, x, *states, wx, wh, b):
        assume(x.numel())  # of no steps PyTorch has no gradients, where ours are 0
        (N, T, _), H = x.shape, len(wh)
        weights = wx.mT, wh.mT, b, t.zeros_like(b)
        weights = [t.cat([w.chunk(len(order))[i] for i in order]) for w in weights]
        for name in names[len(states) :]:
            states += (t.tensor(cache.get(name, np.zeros((N, H)))),)
        mask = t.tensor(cache.get("mask", np.ones((N, T), bool)))
        out, f = [], getattr(t, cell.format(cache.get("nonlinearity")))
        for step, on in zip(x.unbind(1), mask.unbind(1), strict=True):
            new = several(f(step, states if len(names) == 2 else states[0], *weights))
            both = zip(new, states, strict=True)
            states = tuple(t.where(on[:, None], a, before) for a, before in both)
            out.append(states[0])
        return t.stack(out, 1)

    return theirs


def draw_attention(pen):
    N, T, heads, d = pen.size(1, 2), pen.size(), pen.size(1, 2), pen.size(1, 2)
    cache = attention.init(
        heads * d, heads, pen.rng, causal=pen.pick(True, False), dtype=pen.dtype
    )
    alone = pen.pick(True, False)
    S = T if alone else pen.size()
    if pen.pick(True, False):
        mask = pen.mask(N, S).copy()
        mask[:, 0] = True  # with nothing to look at PyTorch gives nan; test_attention.py has it
        cache["mask"] = mask
    x = tuple(pen.array(N, n, heads * d) for n in (T, S, S))
    return cache, x[0] if alone else x


def torch_attention(t, cache, *x, **learned):
    (query, key, value), (_, T, D) = x * 3 if len(x) == 1 else x, x[0].shape
    w, b = ([learned[letter + s] for s in "qkvo"] for letter in "wb")
    layer = t.nn.MultiheadAttention(D, cache["heads"], batch_first=True)
    del layer.in_proj_weight, layer.in_proj_bias, layer.out_proj.weight, layer.out_proj.bias
    layer.in_proj_weight, layer.in_proj_bias = t.cat(w[:3], 1).mT, t.cat(b[:3])
    layer.out_proj.weight, layer.out_proj.bias = w[3].mT, b[3]
    causal = t.ones(T, key.shape[1]).triu(1).bool() if cache["causal"] else None
    padding = t.tensor(~cache["mask"]) if "mask" in cache else None
    return layer(query, key, value, padding, attn_mask=causal, need_weights=False)[0]


SEQUENCES = {
    "embedding": Drawn(
        embedding,
        draw_embedding,
        lambda t, cache, x, w: t.nn.functional.embedding(x.long(), w),
    ),
    "position": Drawn(position, draw_position, torch_position),
    "sinusoid": Drawn(sinusoid, draw_sinusoid, torch_sinusoid),
    "rnn": Drawn(
        rnn,
        recurrent(rnn, "h0", nonlinearity=("tanh", "relu")),
        stepwise("rnn_{}_cell", (0,), "h0"),
    ),
    "lstm": Drawn(
        lstm, recurrent(lstm, "h0", "c0"), stepwise("lstm_cell", (0, 1, 3, 2), "h0", "c0")
    ),
    "gru": Drawn(gru, recurrent(gru, "h0"), stepwise("gru_cell", (0, 1, 2), "h0")),
    "attention": Drawn(attention, draw_attention, torch_attention),
}
