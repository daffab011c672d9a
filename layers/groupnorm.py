"""Group normalization: give each group of an image's channels mean 0 and variance 1.

    xhat = (x - mean) * rstd,    rstd = 1 / sqrt(var + eps),    out = gamma * xhat + beta

The C channels form G groups of neighbours; mean and var are those of all entries of a group
in one image, so no example sees another. G = C, a channel a group, is instance norm.

Shapes
    x, dx, out, dout              (N, C, ...)    (N, C), (N, C, T), (N, C, H, W)
    xhat                          (N, G, C/G, ...)
    mean, var, rstd               (N, G, 1, ...)
    gamma, beta, dgamma, dbeta    (C,)

Gradient
    gamma[c] and beta[c] are shared by all images and places, and sum over those:
    dgamma = sum of dout * xhat, dbeta = sum of dout.
    Take one group, and let i and j run over its n entries. With dxhat = gamma * dout,

        dmean = -rstd * sum_i dxhat[i]
        dvar  = -rstd^3 / 2 * sum_i dxhat[i] (x[i] - mean)    since drstd/dvar = -rstd^3 / 2
        dx[j] = rstd * dxhat[j] + dmean / n + dvar * 2 (x[j] - mean) / n

    and as (x - mean) * rstd = xhat, with means over the group

        dx = rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat))

    which is layernorm's, a group in place of a row.

Source
    Wu and He (2018), arXiv:1803.08494; instance norm is Ulyanov, Vedaldi and Lempitsky (2016),
    arXiv:1607.08022. Agrees with torch.nn.GroupNorm(G, C); note the order.
"""

import math

import numpy as np


def init(C: int, G: int, *, eps=1e-5, dtype=np.float32) -> dict:
    """Set gamma to 1 and beta to 0. Raises ValueError unless G >= 1 divides C and eps > 0."""
    if C < 1 or G < 1 or C % G or not 0 < eps < np.inf:
        raise ValueError(
            "groupnorm needs C >= 1, a G that divides it and a finite eps > 0, "
            f"not C={C}, G={G}, eps={eps}"
        )
    return {
        "gamma": np.ones(C, dtype),
        "beta": np.zeros(C, dtype),
        "dgamma": np.zeros(C, dtype),
        "dbeta": np.zeros(C, dtype),
        "G": G,
        "eps": float(eps),
    }


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save xhat and rstd.

    Raises ValueError if x has not C channels, or a group one entry, and so no variance.
    """
    (N, C, *places), G = x.shape, cache["G"]
    if C != len(cache["gamma"]) or C // G * math.prod(places) < 2:  # a single C would broadcast
        raise ValueError(
            f"groupnorm needs {len(cache['gamma'])} channels in {G} groups of 2 or more "
            f"entries, not x of shape {x.shape}"
        )
    groups = x.reshape(N, G, C // G, *places)
    within = tuple(range(2, groups.ndim))
    mean = groups.mean(within, keepdims=True)
    var = ((groups - mean) ** 2).mean(within, keepdims=True)  # np.var is wrong for complex x
    rstd = 1 / np.sqrt(var + cache["eps"])
    xhat = (groups - mean) * rstd
    cache["xhat"], cache["rstd"] = xhat, rstd
    gamma, beta = by_group(cache["gamma"], xhat), by_group(cache["beta"], xhat)
    return (gamma * xhat + beta).reshape(x.shape)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx; set dgamma and dbeta."""
    shape, xhat, rstd = dout.shape, cache["xhat"], cache["rstd"]
    dout = dout.reshape(xhat.shape)
    within, others = tuple(range(2, dout.ndim)), (0, *range(3, dout.ndim))
    cache["dbeta"] = dout.sum(others).reshape(-1)
    cache["dgamma"] = (dout * xhat).sum(others).reshape(-1)
    dxhat = by_group(cache["gamma"], xhat) * dout
    along = (dxhat * xhat).mean(within, keepdims=True)
    dx = rstd * (dxhat - dxhat.mean(within, keepdims=True) - xhat * along)
    return dx.reshape(shape)


def by_group(gamma: np.ndarray, xhat: np.ndarray) -> np.ndarray:
    """Return gamma (C,) as (G, C/G, 1, ...), which broadcasts with xhat."""
    return gamma.reshape(*xhat.shape[1:3], *(1 for _ in xhat.shape[3:]))
