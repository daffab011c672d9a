"""Layer normalization: give each row mean 0 and variance 1, then a learned scale and shift.

    xhat = (x - mean) * rstd,    rstd = 1 / sqrt(var + eps),    out = gamma * xhat + beta

mean and var are those of the D features of one example (or one step, one token): no example
sees another, and training is no different from use.

Shapes
    x, dx, xhat, out, dout        (..., D)
    gamma, beta, dgamma, dbeta    (D,)
    mean, var, rstd               (..., 1)

Gradient
    gamma and beta are shared by all rows, so their gradients sum over rows:

        dgamma = sum of dout * xhat over rows,    dbeta = sum of dout over rows

    Take one row, and let i and j run over its D entries. With dxhat = gamma * dout,

        dmean = -rstd * sum_i dxhat[i]
        dvar  = -rstd^3 / 2 * sum_i dxhat[i] (x[i] - mean)    since drstd/dvar = -rstd^3 / 2
        dx[j] = rstd * dxhat[j] + dmean / D + dvar * 2 (x[j] - mean) / D

    and as (x - mean) * rstd = xhat, with means over the row

        dx = rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat))

    Shifting or stretching a row cannot change its xhat (eps aside), so dx has no part along
    either direction: the bracket is dxhat less its projections on 1 and on xhat.

Source
    Ba, Kiros and Hinton (2016), arXiv:1607.06450. Agrees with torch.nn.LayerNorm(D); var is
    divided by D, not D - 1. Karpathy tells how backward is found: llm.c, doc/layernorm.
"""

import numpy as np


def init(D: int, *, eps=1e-5, dtype=np.float32) -> dict:
    """Set gamma to 1 and beta to 0.

    Raises ValueError unless D >= 2, as one feature has no variance, and eps > 0.
    """
    if D < 2 or not 0 < eps < np.inf:
        raise ValueError(f"layernorm needs D >= 2 and a finite eps > 0, not D={D}, eps={eps}")
    return {
        "gamma": np.ones(D, dtype),
        "beta": np.zeros(D, dtype),
        "dgamma": np.zeros(D, dtype),
        "dbeta": np.zeros(D, dtype),
        "eps": float(eps),
    }


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save xhat and rstd. ValueError if x has not D features."""
    gamma, beta = cache["gamma"], cache["beta"]
    if x.shape[-1] != len(gamma):  # a single one would broadcast
        raise ValueError(f"layernorm of {len(gamma)} features was given x of shape {x.shape}")
    xhat = x - mean(x)
    squares = (xhat[..., None, :] @ xhat[..., None])[..., 0]  # np.var is wrong for complex x
    rstd = 1 / np.sqrt(squares / len(gamma) + cache["eps"])
    xhat *= rstd
    cache["xhat"], cache["rstd"] = xhat, rstd
    out = gamma * xhat
    out += beta
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx; set dgamma and dbeta."""
    gamma, xhat, rstd = cache["gamma"], cache["xhat"], cache["rstd"]
    along = dout * xhat
    cache["dbeta"], cache["dgamma"] = total(dout), total(along)
    dx = gamma * dout  # dxhat so far, and its means are those of gamma times what is there
    dx -= mean(dout, gamma)
    dx -= np.multiply(xhat, mean(along, gamma), out=along)
    dx *= rstd
    return dx


def mean(a: np.ndarray, gamma=None) -> np.ndarray:
    """Return the mean over each row of a, or gamma * a: a product, faster than a.mean."""
    D = a.shape[-1]
    return (a @ (np.ones(D, a.dtype) if gamma is None else gamma))[..., None] / D


def total(a: np.ndarray) -> np.ndarray:
    """Return the sum of a's rows, likewise."""
    rows = a.reshape(-1, a.shape[-1])
    return np.ones(len(rows), a.dtype) @ rows
