"""Whitening: filters for a first layer, whose outputs on the images are uncorrelated.

Neighbouring pixels are much alike, so that the outputs of filters drawn at random are, too:
most of what any of them sees is how bright a patch is. A step that follows the gradient then
moves all of them alike, and what differs is learned slowly. With the covariance S of patches p

    S = mean of p p' = E diag(v) E'
    w[2 i] = E[:, i] / sqrt(v[i] + eps),    w[2 i + 1] = -w[2 i]

filters 2 i have outputs of variance v[i] / (v[i] + eps), uncorrelated, and each has a partner
that keeps its other side behind a ReLU. The largest v come first.

Shapes
    x    (N, C, H, W)
    w    (F, C, HH, WW)

Source
    As a net's first layer: Page (2019), "How to Train Your ResNet", part 8; with both signs:
    Jordan (2024), 3.2, arXiv:2404.00498. They then leave it as it is; ours learns on.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from arrays.blocks import slices

BLOCK = 1 << 22  # numbers in the patches at a time


def fill(w: np.ndarray, x: np.ndarray, eps=1e-2) -> None:
    """Set w's filters by the patches of x; of more than 2 C HH WW, the rest stay as they are.

    Raises ValueError if x are no images that a filter fits into.
    """
    F, C, HH, WW = w.shape
    D = C * HH * WW
    if x.ndim != 4 or x.shape[1] != C or x.shape[2] < HH or x.shape[3] < WW or len(x) == 0:
        raise ValueError(
            f"whitening for filters of shape {w.shape[1:]} needs images (N, {C}, H, W) "
            f"of at least {HH} x {WW} pixels, not an array of shape {x.shape}"
        )
    windows = sliding_window_view(x, (HH, WW), axis=(2, 3)).transpose(0, 2, 3, 1, 4, 5)
    S, count = np.zeros((D, D)), windows[..., 0, 0, 0].size
    for some in slices(len(x), windows[0].size, BLOCK):
        patches = windows[some].reshape(-1, D).astype(np.result_type(x, np.float32), copy=False)
        S += patches.T @ patches
    v, E = np.linalg.eigh(S / count)
    found = (E / np.sqrt(np.maximum(v, 0) + eps)).T[::-1]
    both = np.stack([found, -found], axis=1).reshape(2 * D, C, HH, WW)
    w[: 2 * D] = both[:F]
