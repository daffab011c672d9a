"""Digits: handwriting that the program draws by itself, so that a first net needs no download.

    way of writing -> jitter -> curve -> warp, slant, turn -> size, place -> ink

A table holds the ways in which people write each digit, every way a few control points. Each
image jitters them in its own manner and runs a curve through, warps the paper, slants and turns
what is on it, and fits it into the picture. Then a pen goes along, pressing more or less.

Shapes
    x         (n, 1, 28, 28)    uint8, white ink (255) on black; the outermost pixels are black
    y         (n,)              int64, the digit; none is more than one image ahead of another
    points    (K, 2)            control points: column and row on a grid, 0 to 9
    basis     (P, K)            curve = basis @ points, at P places along the way
    curve     (n, P, 2)         on the grid at first, in pixels at last
    down      (n, P - 1)        whether the pen is down from a place to the next
    tip       (n, 1, 1)         the radius of the pen's tip in pixels

Curve
    A quadratic B-spline:  curve(u) = sum_k bell(u - k) c[k],  bell(r) = 3/4 - r^2 for |r| < 1/2
    and (3/2 - |r|)^2 / 2 from there to |r| = 3/2. It touches each side of the polygon c in the
    middle, at u = k + 1/2. If c[k] = c[k+1], that side is one point: there the curve arrives
    straight and may leave another way. So corners, and the ends of strokes, are taken twice,
    and all strokes are one spline, whose straight pieces from an end to a start have no ink.

Ink
    The pen leaves  density(q) = sum_p w[p] exp(-|q - curve[p]|^2 / (2 tip^2)).  The weights are
    w = pressure * length / (tip sqrt(2 pi)), length being the way to the next place, so that a
    straight stroke has density 1 along its middle, and 1/2 where it ends and 1.18 tips beside.
    Its edge is there, and the harder the pen, the sharper the edge:

        x = 255 clip(1/2 + hardness (density - 1/2), 0, 1)

    As exp(a + b) = exp(a) exp(b), each image is a product of matrices, summed over places:

        density[i, j] = sum_p rows[p, i] w[p] columns[p, j]

Source
    The size, at most 20 pixels in a picture of 28, is that of MNIST: LeCun et al. (1998). The
    warp is a smooth relative of the elastic distortions of Simard, Steinkraus and Platt (2003).
"""

import numpy as np

from data import splits

CLASSES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
INK = True  # a white stroke in the middle: see data/picture.py
P = 72  # places along the way, seldom more than 2 tips apart: such a row is level to 1.5 %
SIDE = 28

# One way of writing a line: the digit, and its strokes parted by a slash. A control point is
# two figures, column and row (00 is top left), with a ! where it makes a corner.
WAYS = """
0  50 20 03 06 29 69 96 93 80 50
0  60 30 04 07 29 59 87 93 80 60 30
0  31 14 07 29 69 96 92 70 40 21
0  70 40 03 07 39 69 96 92 80 60
1  50 49
1  41 50 49
1  32 50! 49
1  33 50! 49 / 19 89
2  03 10 80 92 75 29 09! 99
2  12 20 80 93 66 39 07 16 48 99
2  12 30 90 94 48 09 06 37 59 98
2  02 20 90 84 46 09! 48 98
3  11 30 90 93 64 34! 64 95 99 39 08
3  10 90! 44! 94 99 39 08
3  12 30 90 94 54 35 54 95 99 39 07
3  02 30 90 84 34! 94 98 49 18
4  20 06! 96 / 70 69
4  70 06! 96 / 71 69
4  30 12 05 46 94 / 80 79
4  10 04 26 66 82 80! 79
5  20 14! 43 94 99 39 08 / 20 90
5  20 13! 53 95 98 49 18 / 20 90
5  90 20! 14! 43 95 99 39 08
5  90 30 11 34 94 98 39 08
6  70 20 06 19 79 96 54 14 07
6  60 24 08 59 99 94 34 07
6  50 10 08 39 99 94 24 07
7  00 90! 49
7  10 90! 39 / 25 85
7  02 00! 90! 54 39
7  01 20 80 91 55 39
8  82 70 10 14 85 98 79 19 06 54 92 80 50
8  50 10 13 54 97 79 29 06 44 83 80 50
8  80 40 00 23 76 97 79 29 06 34 91
8  50 20 03 45 74 91 70 50 / 54 14 06 29 79 96 84 54
9  82 60 10 05 55 82 80! 79
9  82 60 10 05 65 82! 80! 87 59 29
9  80 20 04 45 82 80! 77 49 18
9  91 60 20 04 35 75 82 70 80 79
"""


def load(split="train") -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: 10,000 images for "train" and 2,000 others for "test", always the same.

    Raises ValueError for another split.
    """
    splits.check(split)
    n, seed = {"train": (10_000, 231), "test": (2_000, 232)}[split]
    return draw(n, np.random.default_rng(seed))


def draw(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: n new images in shuffled order. ValueError unless n is an integer >= 0."""
    if not isinstance(n, (int, np.integer)) or n < 0:
        raise ValueError(f"digits draws n images, an integer >= 0, not n={n!r}")
    y = rng.permutation(np.arange(n) % len(CLASSES))
    curve, down = write(y, rng)
    tip = rng.uniform(0.7, 1.25, (n, 1, 1))
    curve = place(distort(curve, rng), tip, rng)
    return ink(curve, down, tip, rng), y


def write(y: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return curve and down: each digit in one of its ways, with jittered control points."""
    lines = (line.split(maxsplit=1) for line in WAYS.strip().splitlines())
    digits, ways = zip(*lines, strict=True)
    _, first, count = np.unique(digits, return_index=True, return_counts=True)
    chosen = first[y] + rng.integers(count[y])
    curve, down = np.empty((len(y), P, 2)), np.empty((len(y), P - 1), bool)
    for k, way in enumerate(ways):
        mine = chosen == k
        points, basis, down[mine] = skeleton(way)
        curve[mine] = basis @ (points + 0.32 * normal(rng, mine.sum(), *points.shape))
    return curve, down


def skeleton(way: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return points, basis and down of one way of writing, its places evenly spaced."""
    points, times, stroke = [], [], []
    for s, marks in enumerate(way.split("/")):
        start, *inner, end = marks.split()
        for column, row, *corner in (start + "!", *inner, end + "!"):
            points.append((int(column), int(row)))
            times.append(2 if corner else 1)
            stroke.append(s)
    c, stroke = np.repeat(points, times, axis=0), np.repeat(stroke, times)
    starts = np.flatnonzero(np.diff(stroke, prepend=-1)) + 0.5
    ends = np.flatnonzero(np.diff(stroke, append=-1)) - 0.5

    fine = np.linspace(0.5, len(c) - 1.5, 20 * (len(c) - 2) + 1)
    step = np.hypot(*np.diff(bells(fine, len(c)) @ c, axis=0).T)
    inked = np.repeat(stroke[2:] == stroke[:-2], 20)
    path = np.append(0, np.cumsum(step * inked))  # its length up to each of the fine places
    even = np.linspace(0, path[-1], P - 2 * len(ends) + 2)[1:-1]
    u = np.sort(np.concatenate((np.interp(even, path, fine), starts, ends)))
    basis = bells(u, len(c)) @ np.repeat(np.eye(len(points)), times, axis=0)
    return np.array(points), basis, ~np.isin(u[:-1], ends)


def bells(u: np.ndarray, K: int) -> np.ndarray:
    """Return bell(u - k) of K control points, one row for each u."""
    r = np.abs(u[:, None] - np.arange(K))
    return np.where(r < 0.5, 0.75 - r**2, np.maximum(1.5 - r, 0) ** 2 / 2)


def distort(curve: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the curve warped by a slow wave, narrowed to a digit's width, slanted, turned."""
    n = len(curve)
    wave, phase = 0.3 * normal(rng, n, 2, 2), rng.uniform(0, 2 * np.pi, (n, 1, 2))
    curve = curve - 4.5  # the middle of the grid
    x, y = np.moveaxis(curve + 0.4 * np.sin(curve @ wave + phase), -1, 0)
    width, slant, angle = normal(rng, 3, n, 1)
    x = 0.64 * np.exp(0.15 * width) * x - (0.1 + 0.22 * slant) * y
    cos, sin = np.cos(0.07 * angle), np.sin(0.07 * angle)
    return np.stack((cos * x - sin * y, sin * x + cos * y), axis=-1)


def place(curve: np.ndarray, tip: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the curve in pixels, of some size and near the middle.

    It stays 2.75 tips from the outermost pixels. A straight stroke's density there is 0.02,
    and the softest pen does not show below 0.14.
    """
    n = len(curve)
    low, high = curve.min(1, keepdims=True), curve.max(1, keepdims=True)
    room = SIDE - 1 - 2 * 2.75 * tip
    size = np.minimum(room, rng.uniform((20, 15.5), 20, (n, 1, 2)))  # at most: width, height
    scale = (size / (high - low)).min(2, keepdims=True)
    slack = (room - scale * (high - low)) / 2
    shift = np.clip(1.3 * normal(rng, n, 1, 2), -slack, slack)
    return scale * (curve - (low + high) / 2) + (SIDE - 1) / 2 + shift


def ink(curve, down, tip, rng: np.random.Generator) -> np.ndarray:
    """Return x, drawn with pens that differ in hardness and in how their pressure varies."""
    n = len(curve)
    phase, wave, hardness = rng.uniform((0, 0, 1.4), (2 * np.pi, 9, 2.8), (n, 3)).T[..., None]
    pressure = 1 + 0.2 * np.sin(wave * np.linspace(0, 1, P - 1) + phase)
    length = np.linalg.norm(np.diff(curve, axis=1), axis=-1) * down
    w = (pressure * length / (tip[:, 0] * np.sqrt(2 * np.pi))).astype(np.float32)
    q = ((curve[:, 1:] + curve[:, :-1]) / (2 * tip)).astype(np.float32)  # counted in tips
    x = np.empty((n, 1, SIDE, SIDE), np.uint8)
    for start in range(0, n, 128):  # images at a time, for the CPU's cache
        b = slice(start, start + 128)
        pixel = (np.arange(SIDE) / tip[b]).astype(np.float32)
        # Not below exp(-30): float32's least numbers make the product 14 times as slow.
        columns, rows = (
            np.exp(-np.minimum((q[b, :, k, None] - pixel) ** 2 / 2, 30)) for k in (0, 1)
        )
        density = (rows * w[b, :, None]).swapaxes(1, 2) @ columns
        x[b, 0] = 255 * np.clip(0.5 + hardness[b, :, None] * (density - 0.5), 0, 1) + 0.5
    return x


def normal(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Return normal numbers clipped at 2: nobody's hand is worse than that."""
    return np.clip(rng.standard_normal(shape), -2, 2)
