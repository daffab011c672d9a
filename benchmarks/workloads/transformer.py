"""Transformer: a plain GPT, pre-norm, its last weights tied to the first, without dropout."""

from functools import partial

import numpy as np

from benchmarks import minibatches, training
from benchmarks.workload import Workload
from layers import cross_entropy
from nets import transformer


def workload(V, T, D, heads, depth, N: int, rule: str, lr: float) -> Workload:
    """Return the workload of a transformer on minibatches of N windows of T words of V."""
    about = f"transformer {depth} x {D}, {heads} heads, {T} steps of {V}, batch {N}"
    sizes = V, T, D, heads, depth
    return training.workload(about, partial(drawn, *sizes, N), partial(model, *sizes), rule, lr)


def drawn(V, T, D, heads, depth, N) -> tuple:
    rng = np.random.default_rng(231)
    net = transformer.init(V, T, D, heads, rng, depth=depth)
    return transformer, net, cross_entropy, minibatches.words((N, T), V, rng)


def model(V, T, D, heads, depth):
    import torch
    from torch import nn
    from torch.nn import functional as F

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(D, 3 * D)
            self.last = nn.Linear(D, D)

        def forward(self, x):
            N, t, _ = x.shape
            q, k, v = self.qkv(x).split(D, dim=2)
            q, k, v = (a.view(N, t, heads, D // heads).transpose(1, 2) for a in (q, k, v))
            out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.last(out.transpose(1, 2).contiguous().view(N, t, D))

        def views(self):
            w, b = self.qkv.weight.detach(), self.qkv.bias.detach()
            yield from ([part.T] for part in (*w.chunk(3), self.last.weight.detach()))
            yield from ([part] for part in (*b.chunk(3), self.last.bias.detach()))

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm_1, self.attention = nn.LayerNorm(D), Attention()
            self.norm_2 = nn.LayerNorm(D)
            self.mlp = nn.Sequential(nn.Linear(D, 4 * D), nn.GELU(), nn.Linear(4 * D, D))

        def forward(self, x):
            x = x + self.attention(self.norm_1(x))
            return x + self.mlp(self.norm_2(x))

    class GPT(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.positions = nn.Embedding(V, D), nn.Embedding(T, D)
            self.blocks = nn.Sequential(*(Block() for _ in range(depth)))
            self.norm = nn.LayerNorm(D)

        def forward(self, x):
            x = self.words(x) + self.positions(torch.arange(x.shape[1]))
            return F.linear(self.norm(self.blocks(x)), self.words.weight)

    return GPT()
