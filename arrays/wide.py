"""Wide: correlation with few filters, as with four times as many at a quarter of the places.

BLAS is slow where a product has few columns: for 16 filters, at half its rate. So take four
outputs at once, 2 by 2 of them. They see a window of (HH + 1) by (WW + 1), and are its product
with a matrix that holds the filters four times, moved by (a, b), with zeros around:

    wide[i + a, j + b, c, (a, b, f)] = w[f, c, i, j]        a, b = 0, 1

Windows lie two pixels apart, so that laying out their rows takes half the copies: for 3 x 3
16 / 4 numbers a pixel and not 9. Against that stands 16 / 9 of the multiplications, at a higher
rate. wide is linear in w, and its adjoint adds up the four places of each tap.

On one core 64 images of 32 x 32 from 16 channels to 16, 3 x 3, take 8.8 ms forward, 8.7 to dx
and 9.6 to dw, where arrays/unfolding.py takes 9.9, 10 and 13.

Shapes
    x, out, w, dw    as in arrays/correlation.py; what is returned, channels last in memory
    wide             ((HH + 1) (WW + 1) C, 4 F)
"""

import numpy as np

from arrays.frames import Frames
from arrays.threads import share
from arrays.unfolding import RUN, blocks, turned
from arrays.windows import count

MANY = 16  # channels or filters, from which on the products are wide enough


def suits(w_shape, stride, groups) -> bool:
    """Say whether these maps apply, and pay."""
    F, C, HH, WW = w_shape
    most, least = max(F, C), min(F, C)
    return (
        stride == (1, 1) and groups == 1 and HH * WW > 1 and most <= MANY and WW * least >= RUN
    )


def correlate(x: np.ndarray, w: np.ndarray, pad, b=0) -> np.ndarray:
    """Return out + b, a new array."""
    N, F = len(x), len(w)
    sides = count(*x.shape[2:], *w.shape[2:], (1, 1), pad)
    rows, columns = halves(sides)
    out = np.empty((N, 2 * rows, 2 * columns, F), np.result_type(x, w))
    pasted = out.reshape(N, rows, 2, columns, 2, F).transpose(0, 1, 3, 2, 4, 5)
    wide = widened(w)

    def work(parts):
        for some, cols in windows(x, w.shape[2:], pad, (rows, columns), parts):
            found = (cols @ wide).reshape(-1, rows, columns, 2, 2, F)
            np.add(found, b, out=pasted[some])

    share(work, blocks(x, len(wide), (rows, columns)))
    return np.moveaxis(np.ascontiguousarray(out[:, : sides[0], : sides[1]]), -1, 1)


def adjoint_in_x(dout: np.ndarray, w: np.ndarray, pad) -> np.ndarray:
    """Return dx, a new array."""
    back = w.shape[2] - 1 - pad[0], w.shape[3] - 1 - pad[1]
    return correlate(dout, turned(w), back)


def adjoint_in_w(dout: np.ndarray, x: np.ndarray, HH: int, WW: int, pad) -> np.ndarray:
    """Return dw, a new array."""
    C, F, both = x.shape[1], dout.shape[1], halves(dout.shape[2:])
    K = (HH + 1) * (WW + 1) * C

    def work(parts):
        found = np.zeros((K, 4 * F), np.result_type(x, dout))
        pairs = (
            windows(x, (HH, WW), pad, both, parts),
            windows(dout, (1, 1), (0, 0), both, parts),  # 2 by 2, and none of it twice
        )
        for (_, cols), (_, d) in zip(*pairs, strict=True):
            found += cols.T @ d
        return found

    dwide = sum(share(work, blocks(x, K, both))).reshape(HH + 1, WW + 1, C, 2, 2, F)
    dw = sum(dwide[a : a + HH, b : b + WW, :, a, b] for a, b in np.ndindex(2, 2))
    return np.ascontiguousarray(dw.transpose(3, 2, 0, 1))


def widened(w: np.ndarray) -> np.ndarray:
    """Return wide."""
    F, C, HH, WW = w.shape
    wide = np.zeros((HH + 1, WW + 1, C, 2, 2, F), w.dtype)
    for a, b in np.ndindex(2, 2):
        wide[a : a + HH, b : b + WW, :, a, b] = w.transpose(2, 3, 1, 0)
    return wide.reshape(-1, 4 * F)


def halves(sides) -> tuple[int, int]:
    """Return how many pairs cover so many outputs."""
    return -(-sides[0] // 2), -(-sides[1] // 2)


def windows(x: np.ndarray, window, pad, counts, parts):
    """Yield some, the windows of these images as rows: one larger than window, two apart."""
    larger = window[0] + 1, window[1] + 1
    n = max(some.stop - some.start for some in parts)
    frames = Frames(x, n, larger, (2, 2), pad, counts)
    K = larger[0] * larger[1] * x.shape[1]
    for some in parts:
        yield some, frames(some).transpose(0, 2, 3, 4, 5, 1).reshape(-1, K)
