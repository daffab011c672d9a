"""Root mean square normalization: give each row mean square 1, then a learned scale.

    xhat = x * rrms,    rrms = 1 / sqrt(mean(x^2) + eps),    out = gamma * xhat

It is layernorm without the mean: each of the D features of one example (or one step, one
token) is divided by their root mean square, and nothing is taken off or added.

Shapes
    x, dx, xhat, out, dout    (..., D)
    gamma, dgamma             (D,)
    rrms                      (..., 1)

Gradient
    gamma is shared by all rows:  dgamma = sum of dout * xhat over rows.
    Take one row, and let i and j run over its D entries. With dxhat = gamma * dout,

        drrms = sum_i dxhat[i] x[i]        and drrms/dx[j] = -rrms^3 x[j] / D
        dx[j] = rrms * dxhat[j] - rrms^3 x[j] / D * sum_i dxhat[i] x[i]

    and as x * rrms = xhat, with the mean over the row

        dx = rrms * (dxhat - xhat * mean(dxhat * xhat))

    Stretching a row cannot change its xhat (eps aside), so dx has no part along the row: the
    bracket is dxhat less its projection on xhat.

Source
    Zhang and Sennrich (2019), eq. 4, arXiv:1910.07467; eps within the root is LLaMA's, 1e-6.
    Agrees with torch.nn.RMSNorm(D, eps), whose own eps, None, is np.finfo(x.dtype).eps:
    1.2e-7 in float32 and 2.2e-16 in float64.
"""

import numpy as np


def init(D: int, *, eps=1e-6, dtype=np.float32) -> dict:
    """Set gamma to 1. Raises ValueError unless D >= 1 and eps > 0."""
    if D < 1 or not 0 < eps < np.inf:
        raise ValueError(f"rmsnorm needs D >= 1 and a finite eps > 0, not D={D}, eps={eps}")
    return {"gamma": np.ones(D, dtype), "dgamma": np.zeros(D, dtype), "eps": float(eps)}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save xhat and rrms. ValueError if x has not D features."""
    gamma = cache["gamma"]
    if x.shape[-1] != len(gamma):  # a single one would broadcast
        raise ValueError(f"rmsnorm of {len(gamma)} features was given x of shape {x.shape}")
    rrms = 1 / np.sqrt((x**2).mean(-1, keepdims=True) + cache["eps"])
    xhat = x * rrms
    cache["xhat"], cache["rrms"] = xhat, rrms
    return gamma * xhat


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx; set dgamma."""
    xhat, rrms = cache["xhat"], cache["rrms"]
    cache["dgamma"] = (dout * xhat).sum(tuple(range(dout.ndim - 1)))
    dxhat = cache["gamma"] * dout
    return rrms * (dxhat - xhat * (dxhat * xhat).mean(-1, keepdims=True))
