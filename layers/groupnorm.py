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
from arrays.threads import each

BLOCK = 1 << 17  # numbers in a block of images
ROW = 1 << 10  # at most so many numbers in a row of places


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
    lie = Lie(x)
    images, beta = lie.view(x), lie.along(cache["beta"])
    out = np.empty(images.shape, np.result_type(x, gamma, beta))

    def work(some):
        mean = in_groups(lie.total(images[some]), G, places)
        d = np.subtract(images[some], lie.along(mean), out=out[some])
        var = in_groups(lie.total(d * d), G, places)  # np.var is wrong for complex x
        rstd = 1 / np.sqrt(var + cache["eps"])
        d *= lie.along(gamma * rstd)
        d += beta
        return mean, rstd

    found = each(work, slices(N, x[:1].size, BLOCK))
    mean, rstd = map(np.concatenate, zip(*found, strict=True))
    cache["x"], cache["mean"], cache["rstd"] = x, mean, rstd
    return lie.back(out)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx; set dgamma and dbeta."""
    x, gamma, G, places = cache["x"], cache["gamma"], cache["G"], dout.shape[2:]
    lie = Lie(x)
    images, douts = lie.view(x), lie.view(dout)
    dx = np.empty(images.shape, np.result_type(x, gamma, dout))

    def work(some):
        mean, rstd, dout, out = cache["mean"][some], cache["rstd"][some], douts[some], dx[some]
        d = images[some] - lie.along(mean)  # xhat is d * rstd
        dbeta, dgamma = lie.total(dout), rstd * lie.total(np.multiply(d, dout, out=out))
        shift, slope = (in_groups(gamma * a, G, places) for a in (dbeta, dgamma))
        d *= lie.along(rstd**2 * slope)
        d += lie.along(rstd * shift)
        np.multiply(dout, lie.along(rstd * gamma), out=out)
        out -= d
        return dbeta.sum(0), dgamma.sum(0)

    found = each(work, slices(len(x), x[:1].size, BLOCK))
    cache["dbeta"], cache["dgamma"] = map(sum, zip(*found, strict=True))
    return lie.back(dx)


def in_groups(totals: np.ndarray, G: int, places) -> np.ndarray:
    """Return the mean over each group, for each of its channels, from totals of those."""
    N, C = totals.shape
    mean = totals.reshape(N, G, C // G).sum(-1) / (C // G * math.prod(places))
    return mean.repeat(C // G, axis=1)


class Lie:
    """How images lie in memory, and a view of them there that broadcasts in long loops.

    It is (N, C, S), each channel's places in a row; or, channels last, (N, R, k C), rows of k
    places with all their channels. Images that lie otherwise are copied to the first.
    """

    def __init__(self, x: np.ndarray):
        N, C, *places = self.images = x.shape
        S = math.prod(places)
        self.last = x.ndim > 2 and x.strides[1] < x.strides[-1]
        k = next(k for k in range(max(1, min(S, ROW // C)), 0, -1) if S % k == 0)
        self.shape = (N, S // k, k * C) if self.last else (N, C, S)

    def view(self, a: np.ndarray) -> np.ndarray:
        """Return a, or a copy, as it lies."""
        return (np.moveaxis(a, 1, -1) if self.last else a).reshape(self.shape)

    def back(self, a: np.ndarray) -> np.ndarray:
        """Return the images that a is a view of."""
        N, C, *places = self.images
        if self.last:
            return np.moveaxis(a.reshape(N, *places, C), -1, 1)
        return a.reshape(self.images)

    def along(self, a: np.ndarray) -> np.ndarray:
        """Return a (N, C), or (C,), in the shape that broadcasts with the view."""
        a = np.atleast_2d(a)
        if self.last:
            k = self.shape[2] // a.shape[1]
            return a[:, None].repeat(k, axis=1).reshape(len(a), 1, -1)
        return a[:, :, None]

    def total(self, view: np.ndarray) -> np.ndarray:
        """Return the sums over places, (N, C): products with ones, faster than view.sum."""
        if self.last:
            rows = np.ones(view.shape[1], view.dtype) @ view
            return rows.reshape(len(view), -1, self.images[1]).sum(1)
        return view @ np.ones(view.shape[2], view.dtype)
