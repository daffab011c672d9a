"""Transformer, as GPT: at each step a guess at the next word, from the T - 1 before and itself.

    transformer.init(65, 64, 128, 4, rng, depth=4)    65 words, 64 steps, width 128, 4 heads

    embedding - position - dropout - [block] x depth - layernorm - unembedding

    block    x <- x + dropout(attention(layernorm(x)))                    steps look back
             x <- x + dropout(affine(gelu(affine(layernorm(x)))))         each step by itself

The norms stand before what they feed and not on the way around it ("pre-norm"), so that the
loss reaches every block undiminished, along a path of additions alone.

Shapes    V words, T steps at most, D the width
    x            (N, t)       integers 0..V-1, t <= T; dx is None
    out, dout    (N, t, V)    scores for the word after each

Each layer starts as it does by itself, but for those that end a way, wo and the second affine:
they are divided by sqrt(2 depth), so that what 2 depth ways add up to is as large as what one
would give. If tied, the unembedding holds the embedding's array.

Source
    Vaswani et al. (2017), arXiv:1706.03762; Radford et al. (2019), GPT-2, section 2.3, of whom
    the division is; pre-norm is analyzed by Xiong et al. (2020), arXiv:2002.04745. GPT-2 has
    a deviation of 0.02 everywhere: at width 128 that is less than a third of what keeps a
    signal's size, and 2,000 steps on tiny Shakespeare end at 1.90 nats, not 1.78. Its gelu
    is the tanh approximation, this one exact; its attention drops out p too.
"""

import math

import numpy as np

from layers import (
    affine,
    attention,
    dropout,
    embedding,
    gelu,
    layernorm,
    position,
    unembedding,
)
from nets import residual, sequential
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(
    V: int, T: int, D: int, heads: int, rng, *, depth=4, tied=True, keep=1.0, dtype=np.float32
) -> dict:
    """Build the net. keep below 1 puts a dropout where the formulas above have one.

    Raises ValueError if depth < 1; the layers check the rest.
    """
    if depth < 1:
        raise ValueError(f"transformer needs depth >= 1 blocks, not {depth}")
    first = embedding.init(V, D, rng, dtype=dtype)
    last = unembedding.init(V, D, rng, dtype=dtype)
    if tied:
        last["w"] = first["w"]
    parts = [(embedding, first), (position, position.init(T, D, rng, dtype=dtype))]
    parts += dropped(keep, rng)
    for _ in range(depth):
        for way in (look(D, heads, depth, rng, dtype), think(D, depth, rng, dtype)):
            norm = layernorm, layernorm.init(D, dtype=dtype)
            part = sequential.init(norm, *way, *dropped(keep, rng))
            parts.append((residual, residual.init((sequential, part))))
    parts.append((layernorm, layernorm.init(D, dtype=dtype)))
    parts.append((unembedding, last))
    return sequential.init(*parts)


def look(D: int, heads: int, depth: int, rng, dtype) -> list:
    """Return the layers of the way on which steps look back."""
    inner = attention.init(D, heads, rng, causal=True, dtype=dtype)
    inner["wo"] /= math.sqrt(2 * depth)
    return [(attention, inner)]


def think(D: int, depth: int, rng, dtype) -> list:
    """Return the layers of the way on which each step goes by itself, four times as wide."""
    wide = affine.init(D, 4 * D, rng, dtype=dtype)
    narrow = affine.init(4 * D, D, rng, dtype=dtype)
    narrow["w"] /= math.sqrt(2 * depth)
    return [(affine, wide), (gelu, gelu.init()), (affine, narrow)]


def dropped(keep: float, rng) -> list:
    """Return a dropout, or nothing if all is kept."""
    return [] if keep == 1 else [(dropout, dropout.init(keep, rng.spawn(1)[0]))]
