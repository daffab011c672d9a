"""Group normalization: give each group of an image's channels mean 0 and variance 1.

    xhat = (x - mean) * rstd,    rstd = 1 / sqrt(var + eps),    out = gamma * xhat + beta

The C channels form G groups of neighbours; mean and var are those of all entries of a group
in one image, so no example sees another. G = C, a channel a group, is instance norm.

Shapes
    x, dx, out, dout              (N, C, ...)    (N, C), (N, C, T), (N, C, H, W)
    mean, var, rstd               (N, C)    a group's, for each of its channels
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

    which is layernorm's, a group in place of a row. We save x, not xhat: one array less to
    write.

Source
    Wu and He (2018), arXiv:1803.08494; instance norm is Ulyanov, Vedaldi and Lempitsky (2016),
    arXiv:1607.08022. Agrees with torch.nn.GroupNorm(G, C); note the order.
"""

import math

import numpy as np

from arrays.blocks import slices
from arrays.layout import Layout
from arrays.threads import each

BLOCK = 1 << 17  # numbers in a block of images


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
    """Return out; save x, mean and rstd.

    Raises ValueError if x has not C channels, or a group one entry, and so no variance.
    """
    (N, C, *places), G, gamma = x.shape, cache["G"], cache["gamma"]
    if C != len(gamma) or C // G * math.prod(places) < 2:  # a single C would broadcast
        raise ValueError(
            f"groupnorm needs {len(gamma)} channels in {G} groups of 2 or more "
            f"entries, not x of shape {x.shape}"
        )
    layout = Layout(x)
    images, beta = layout.view(x), layout.along(cache["beta"])
    out = np.empty(images.shape, np.result_type(x, gamma, beta))

    def work(some):
        mean = in_groups(layout.total(images[some]), G, places)
        d = np.subtract(images[some], layout.along(mean), out=out[some])
        var = in_groups(layout.total(d * d), G, places)  # np.var is wrong for complex x
        rstd = 1 / np.sqrt(var + cache["eps"])
        d *= layout.along(gamma * rstd)
        d += beta
        return mean, rstd

    found = each(work, slices(N, x[:1].size, BLOCK))
    mean, rstd = map(np.concatenate, zip(*found, strict=True))
    cache["x"], cache["mean"], cache["rstd"] = x, mean, rstd
    return layout.back(out)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx; set dgamma and dbeta."""
    x, gamma, G, places = cache["x"], cache["gamma"], cache["G"], dout.shape[2:]
    layout = Layout(x)
    images, douts = layout.view(x), layout.view(dout)
    dx = np.empty(images.shape, np.result_type(x, gamma, dout))

    def work(some):
        mean, rstd, dout, out = cache["mean"][some], cache["rstd"][some], douts[some], dx[some]
        d = images[some] - layout.along(mean)  # xhat is d * rstd
        dbeta, dgamma = layout.total(dout), rstd * layout.total(np.multiply(d, dout, out=out))
        shift, slope = (in_groups(gamma * a, G, places) for a in (dbeta, dgamma))
        d *= layout.along(rstd**2 * slope)
        d += layout.along(rstd * shift)
        np.multiply(dout, layout.along(rstd * gamma), out=out)
        out -= d
        return dbeta.sum(0), dgamma.sum(0)

    found = each(work, slices(len(x), x[:1].size, BLOCK))
    cache["dbeta"], cache["dgamma"] = map(sum, zip(*found, strict=True))
    return layout.back(dx)


def in_groups(totals: np.ndarray, G: int, places) -> np.ndarray:
    """Return the mean over each group, for each of its channels, from totals of those."""
    N, C = totals.shape
    mean = totals.reshape(N, G, C // G).sum(-1) / (C // G * math.prod(places))
    return mean.repeat(C // G, axis=1)
