"""Spiral: CS231n's toy set, arms wound about each other that no straight line can part.

    r = 0 ... 1,    theta = 4 j ... 4 (j + 1) + noise,    x = (r sin theta, r cos theta)

Arm j starts at the middle and makes 4 radians on its way out, nearly two thirds of a turn. The
next arm starts where this one ends, so that three arms stand about a third of a turn apart.
A linear classifier gets half of the points right; a net with one hidden layer, nearly all.

Shapes
    x    (arms * n, 2)    float32, within the unit disk; one arm after the other
    y    (arms * n,)      int64, the number of the arm

Source
    CS231n, "Putting it together: minimal neural network case study": noise of deviation 0.2.
"""

import numpy as np

from data import splits

CLASSES = ("arm 0", "arm 1", "arm 2")


def load(split="train") -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: 3 x 300 points for "train" and 3 x 100 others for "test", always the same.

    Raises ValueError for another split.
    """
    splits.check(split)
    n, seed = {"train": (300, 231), "test": (100, 232)}[split]
    return draw(n, np.random.default_rng(seed))


def draw(n: int, rng: np.random.Generator, *, arms=3) -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: n new points on each arm. ValueError unless n and arms are 1 or more."""
    if n < 1 or arms < 1:
        raise ValueError(f"spiral draws n >= 1 points on arms >= 1, not n={n}, arms={arms}")
    r = np.linspace(0.0, 1, n)
    j = np.arange(arms)
    theta = np.linspace(4 * j, 4 * (j + 1), n, axis=1) + 0.2 * rng.standard_normal((arms, n))
    x = np.stack((r * np.sin(theta), r * np.cos(theta)), axis=-1)
    return x.reshape(arms * n, 2).astype(np.float32), np.repeat(j, n)
