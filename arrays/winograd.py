"""Winograd: correlation with 3 x 3 filters, stride 1, by a quarter of the multiplications.

Cut the image into tiles of 6 x 6 that overlap by 2, so that each holds the windows of 4 x 4
outputs. A filter of 3 taps over 6 numbers gives 4, and can be had from 6 products instead of
12: with polynomials, out = A' ((G w) * (B' x)), the * entry by entry. In two directions, and
with (x) the Kronecker product, a tile's map is a matrix product with a constant:

    V = (B' (x) B') tiles       36 places, of 36 pixels
    U = (G (x) G) w             36 places, of 9 taps
    M[p] = V[p] @ U[p]          at each place p, over the channels
    out = (A' (x) A') M         16 outputs, of 36 places

Each step is linear, in x and in w, so the way back takes the transposed matrices:

    dM = (A (x) A) dout,   dU[p] = V[p]' @ dM[p],   dw = (G' (x) G') dU

and the way back to x is a correlation of dout with the filters turned by half a turn.

A tile at 64 channels and 64 filters takes 36 * 64 * 64 multiplications instead of
144 * 64 * 64; the constants take 52 * 36 * 64 beside them, so that few channels do not pay.

In float32 out is off by up to 7e-5 where it has a variance of 1, and by 4e-6 the plain way: the
entries of the matrices, up to 8, and sums that cancel cost one digit. An infinite pixel makes
nan of all outputs of its tiles. Other dtypes are refused
by `suits`, so that gradients in float64 and complex are checked to the last digit.

Shapes
    x, out, w, dw    as in arrays/correlation.py, and channels last in memory
    tiles            (6, 6, n, rows, columns, C), flat (36, n rows columns C)

Source
    Lavin and Gray (2015), "Fast Algorithms for Convolutional Neural Networks",
    arXiv:1509.09308, whose F(4 x 4, 3 x 3) this is.
"""

import numpy as np

from arrays.blocks import slices
from arrays.frames import Frames
from arrays.threads import share
from arrays.unfolding import turned
from arrays.windows import count

B = [
    [4, 0, 0, 0, 0, 0],
    [0, -4, 4, -2, 2, 4],
    [-5, -4, -4, -1, -1, 0],
    [0, 1, -1, 2, -2, -5],
    [1, 1, 1, 1, 1, 0],
    [0, 0, 0, 0, 0, 1],
]
G = [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
]
A = [
    [1, 0, 0, 0],
    [1, 1, 1, 1],
    [1, -1, 1, -1],
    [1, 2, 4, 8],
    [1, -2, 4, -8],
    [0, 0, 0, 1],
]
BB, GG, AA = (np.kron(m, m).astype(np.float32) for m in map(np.array, (B, G, A)))
BLOCK = 1 << 17  # numbers in V at a time
CHANNELS = 32  # at least, on both sides
ROWS = 32  # tiles in a product, or a quarter of C: with fewer, its time goes to reading U


def suits(x: np.ndarray, w_shape, stride, groups) -> bool:
    """Say whether these maps apply, and pay."""
    return (
        x.dtype == np.float32
        and tuple(w_shape[2:]) == (3, 3)
        and stride == (1, 1)
        and groups == 1
        and min(w_shape[:2]) >= CHANNELS
    )


def correlate(x: np.ndarray, w: np.ndarray, pad, b=0) -> np.ndarray:
    """Return out + b, a new array."""
    (N, C, H, W), F = x.shape, len(w)
    sides = count(H, W, 3, 3, (1, 1), pad)
    rows, columns = grid(sides)
    out = np.empty((N, 4 * rows, 4 * columns, F), w.dtype)
    pasted = out.reshape(N, rows, 4, columns, 4, F).transpose(2, 4, 0, 1, 3, 5)

    U = in_places(w)

    def work(parts):
        for some, cut in tiles(x, 6, pad, (rows, columns), parts):
            V = BB.T @ cut
            M = V.reshape(36, -1, C) @ U
            M[7] += b  # place (1, 1) goes into all 16 outputs, once: A[1] is of ones
            outputs = AA.T @ M.reshape(36, -1)
            pasted[:, :, some] = outputs.reshape(4, 4, -1, rows, columns, F)

    share(work, blocks(N, rows * columns, max(C, F)))
    return np.moveaxis(np.ascontiguousarray(out[:, : sides[0], : sides[1]]), -1, 1)


def in_places(w: np.ndarray) -> np.ndarray:
    """Return U, (36, C, F)."""
    F, C = w.shape[:2]
    U = np.empty((36, C * F), w.dtype)

    def work(parts):  # even of few numbers: here BLAS has one thread, as in what follows
        for some in parts:
            taps = w[:, some].transpose(2, 3, 1, 0).reshape(9, -1)
            np.matmul(GG, taps, out=U[:, some.start * F : some.stop * F])

    share(work, slices(C, 9 * F, 1 << 15))
    return U.reshape(36, C, F)


def adjoint_in_x(dout: np.ndarray, w: np.ndarray, pad) -> np.ndarray:
    """Return dx, a new array."""
    return correlate(dout, turned(w), (2 - pad[0], 2 - pad[1]))


def adjoint_in_w(dout: np.ndarray, x: np.ndarray, pad) -> np.ndarray:
    """Return dw, a new array."""
    C, (N, F, *sides) = x.shape[1], dout.shape
    both = grid(sides)

    def work(parts):
        dU = 0
        cuts = tiles(x, 6, pad, both, parts), tiles(dout, 4, (0, 0), both, parts)
        for (_, cut), (_, cut_dout) in zip(*cuts, strict=True):
            V = BB.T @ cut
            dM = AA @ cut_dout
            dU += V.reshape(36, -1, C).mT @ dM.reshape(36, -1, F)
        return GG.T @ dU.reshape(36, -1)

    dw = sum(share(work, blocks(N, both[0] * both[1], max(C, F))))
    return np.ascontiguousarray(dw.reshape(3, 3, C, F).transpose(3, 2, 0, 1))


def grid(sides) -> tuple[int, int]:
    """Return how many tiles cover so many outputs: of the last ones, some have no use."""
    return -(-sides[0] // 4), -(-sides[1] // 4)


def tiles(x: np.ndarray, side: int, pad, counts, parts):
    """Yield some, flat tiles of side by side, one every 4 pixels, for each slice in parts."""
    n = max(some.stop - some.start for some in parts)
    frames = Frames(x, n, (side, side), (4, 4), pad, counts)
    for some in parts:
        yield some, frames(some).transpose(4, 5, 0, 2, 3, 1).reshape(side**2, -1)


def blocks(N: int, tiles: int, C: int):
    """Return slices of images, of about BLOCK numbers in V, but with tiles enough."""
    return slices(N, 36 * tiles * C, BLOCK, least=-(-max(ROWS, C // 4) // tiles))
