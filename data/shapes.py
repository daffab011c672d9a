"""Shapes: colored figures that the program draws, so that a first convnet needs no download.

    outline -> size, stretch, turn, place -> over blobs on a ground -> light -> noise

A figure's class is in its outline alone: its color, the ground's and the blobs' are random, so
that no pixel by itself tells anything. A linear classifier is hardly better than chance here,
and an mlp gets less than half of the figures right; a convnet, which finds edges and corners
wherever they are, gets nearly all.

Shapes
    x       (n, 3, 32, 32)    uint8: red, green, blue
    y       (n,)              int64, the class; none is more than one image ahead of another
    u, v    (n, 32, 32)       where each pixel is in the figure's own plane
    d       (n, 32, 32)       how far it is outside the outline; below 0 inside
    cover   (n, 32, 32)       how much of it is covered, from 0 to 1

Outline
    A figure is where a function d(u, v) is below 0. Near an edge, d is the distance to it, and
    functions are put together by

        min(d, e)    in d or e       max(d, e)    in both       max(d, -e)    in d, not in e

    Where a figure is symmetric, |u| or |v| makes two halves of one. All of them just fit the
    disk of radius 1. With a radius in pixels, a pixel whose middle lies on the edge is half
    covered, and one that is half a pixel further in is covered wholly:

        cover = clip(1/2 - radius d, 0, 1)

Color
    A channel of the ground is uniform from 0 to 1; the figure's is (ground + s) mod 1, with s
    from 0.3 to 0.7. That is uniform too, and no nearer to the ground than 0.3. Light that
    slopes across the image falls on ground and figure alike.

Source
    The functions are made in the way of Inigo Quilez, "2D distance functions".
"""

import numpy as np

from data import splits

SIDE = 32


def load(split="train") -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: 8,000 images for "train" and 2,000 others for "test", always the same.

    Raises ValueError for another split.
    """
    splits.check(split)
    n, seed = {"train": (8_000, 231), "test": (2_000, 232)}[split]
    return draw(n, np.random.default_rng(seed))


def draw(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: n new images in shuffled order. ValueError unless n is an integer >= 0."""
    if not isinstance(n, (int, np.integer)) or n < 0:
        raise ValueError(f"shapes draws n images, an integer >= 0, not n={n!r}")
    y = rng.permutation(np.arange(n) % len(CLASSES))
    x = np.empty((n, 3, SIDE, SIDE), np.uint8)
    for start in range(0, n, 100):  # images at a time, for the CPU's cache
        part = slice(start, start + 100)
        x[part] = 255 * paint(figures(y[part], rng), rng) + 0.5
    return x, y


def figures(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the cover of figures of classes y, each wholly in its image."""
    radius = uniform(rng, 8.5, 13, len(y), 1, 1)
    stretch = np.exp(uniform(rng, -0.15, 0.15, len(y), 1, 1))
    u, v = plane(radius * stretch, radius / stretch, rng)
    d = np.empty_like(u)
    for k, outline in enumerate(OUTLINES.values()):
        d[y == k] = outline(u[y == k], v[y == k])
    return np.clip(0.5 - radius * d, 0, 1)


def blobs(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return the cover of n small disks. About one in three is nothing, its radius below 0."""
    radius = uniform(rng, -1.5, 3, n, 1, 1)
    pixel = np.ones_like(radius)
    u, v = plane(pixel, pixel, rng)
    return np.clip(0.5 - (np.hypot(u, v) - radius), 0, 1)


def plane(width: np.ndarray, height: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
    """Return u, v, turned anyhow. Their unit disk is width by height, and all in the image."""
    n = len(width)
    middle = (SIDE - 1) / 2
    room = middle - np.maximum(width, height)
    pixel = np.arange(SIDE, dtype=np.float32) - middle
    across = pixel - room * uniform(rng, -1, 1, n, 1, 1)
    down = pixel[:, None] - room * uniform(rng, -1, 1, n, 1, 1)
    angle = uniform(rng, 0, 2 * np.pi, n, 1, 1)
    cos, sin = np.cos(angle), np.sin(angle)
    u = cos / width * across + sin / width * down
    v = cos / height * down - sin / height * across
    return u, v


def paint(figure: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return images from 0 to 1: the figure before two blobs on a ground, in sloping light."""
    n = len(figure)
    ground, first, second = rng.random((3, n, 3, 1, 1), np.float32)
    ink = (ground + uniform(rng, 0.3, 0.7, n, 3, 1, 1)) % 1
    x = np.broadcast_to(ground, (n, 3, SIDE, SIDE)).copy()
    for color, layer in ((first, blobs(n, rng)), (second, blobs(n, rng)), (ink, figure)):
        x += layer[:, None] * (color - x)
    slope = uniform(rng, -0.15, 0.15, 2, n, 3, 1, 1) * np.linspace(-1, 1, SIDE, dtype=x.dtype)
    x += slope[0] + slope[1].swapaxes(2, 3)
    x += uniform(rng, 0, 0.04, n, 1, 1, 1) * rng.standard_normal(x.shape, x.dtype)
    return np.clip(x, 0, 1)


def uniform(rng: np.random.Generator, low: float, high: float, *shape: int) -> np.ndarray:
    """Return numbers from low to high in float32, which rng.uniform does not draw."""
    return low + (high - low) * rng.random(shape, np.float32)


def circle(u, v):
    return np.hypot(u, v) - 1


def ring(u, v):
    return abs(np.hypot(u, v) - 0.75) - 0.25


def crescent(u, v):
    """Return d of a disk, from which another has bitten a piece."""
    return np.maximum(np.hypot(u, v) - 1, 0.85 - np.hypot(u - 0.45, v))


def heart(u, v):
    """Return d of a kite with its tip at v = -1, and a disk on either upper side of it."""
    u = abs(u)
    kite = np.maximum(0.7713 * u - 0.6365 * (v + 1), 0.338 * u + 0.941 * (v - 0.28))
    return np.minimum(kite, np.hypot(u - 0.46, v - 0.28) - 0.46)


def cross(u, v):
    u, v = abs(u), abs(v)
    return np.maximum(np.maximum(u, v) - 0.95, np.minimum(u, v) - 0.3)


def arrow(u, v):
    v = abs(v)
    tip = np.maximum(0.05 - u, 0.6877 * (u - 1) + 0.726 * v)
    shaft = np.maximum(abs(u + 0.4) - 0.55, v - 0.25)
    return np.minimum(tip, shaft)


def star(n: int, notch: float):
    """Return d of a star with n tips at radius 1 and notches between them.

    Turned and mirrored into the angle pi / n from a tip to a notch, the outline is one line,
    from (1, 0) to (a, b). With notch = cos(pi / n) that is half of a polygon's side.
    """
    half = np.pi / n
    a, b = notch * np.cos(half), notch * np.sin(half)
    length = np.hypot(1 - a, b)
    p, q = float(b / length), float((1 - a) / length)  # the line's normal

    def outline(u, v):
        r, angle = np.hypot(u, v), abs((np.arctan2(v, u) + half) % (2 * half) - half)
        return p * (r * np.cos(angle) - 1) + q * r * np.sin(angle)

    return outline


def polygon(n: int):
    """Return d of a regular polygon with n corners at radius 1."""
    return star(n, np.cos(np.pi / n))


OUTLINES = {
    "circle": circle,
    "ring": ring,
    "crescent": crescent,
    "heart": heart,
    "cross": cross,
    "arrow": arrow,
    "star": star(5, 0.45),
    "triangle": polygon(3),
    "square": polygon(4),
    "pentagon": polygon(5),
}
CLASSES = tuple(OUTLINES)
