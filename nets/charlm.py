"""Character language model: at each step a guess at the next character, from all before it.

    charlm.init(65, 64, 256, rng)    65 characters, 64 features of each, 256 hidden units

    embedding - [recurrent layer - dropout] x depth - affine

The first recurrent layer reads characters, each other the h of the one below it. What the net
knows of the text so far is in h alone (and c), so walk.carry lets it read on where it stopped.

Shapes    V characters, D features, H hidden units
    x            (N, T)       integers 0..V-1; dx is None
    out, dout    (N, T, V)    scores for the character after each

Source
    Graves (2013), "Generating Sequences With Recurrent Neural Networks", arXiv:1308.0850;
    Karpathy, char-rnn (2015). Dropout on the way up and never on the way through time:
    Zaremba et al. (2014), arXiv:1409.2329. Features start with variance 1, which a recurrent
    layer's weights are made for; the last weights start small, as mlp's do and for its reason.
"""

import numpy as np

from layers import affine, dropout, embedding, lstm
from nets import sequential
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(
    V: int, D: int, H: int, rng, *, cell=lstm, depth=1, keep=1.0, dtype=np.float32
) -> dict:
    """Build the net; cell is the recurrent layer's module: rnn, lstm or gru.

    keep below 1 puts a dropout after each recurrent layer. Raises ValueError if depth < 1; the
    layers check the rest.
    """
    if depth < 1:
        raise ValueError(f"charlm needs depth >= 1 recurrent layers, not {depth}")
    parts = [(embedding, embedding.init(V, D, rng, scale=1, dtype=dtype))]
    for _ in range(depth):
        parts.append((cell, cell.init(D, H, rng, dtype=dtype)))
        if keep != 1:
            parts.append((dropout, dropout.init(keep, rng.spawn(1)[0])))
        D = H
    parts.append((affine, affine.init(H, V, rng, scale=0.01, dtype=dtype)))
    return sequential.init(*parts)
