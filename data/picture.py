"""Picture: a user's own picture file as an image like those of a data set.

A digit set's images (INK = True in its module) are white on black, a stroke in the middle. A
photo or a drawing is brought there as MNIST's authors brought their scans: grey; lit evenly;
turned to white on black by the brightness of its border; cropped to the ink; fitted into 20 of
the 28 pixels; and moved so that the centre of mass of the ink is the centre of the image. Any
other set's images are only cropped to their shape's proportions and resized.

Shapes
    image    (C, H, W)    uint8, as the set's own

Source
    LeCun et al., http://yann.lecun.com/exdb/mnist: "centered by computing the center of mass".
"""

import warnings

import numpy as np

LARGEST = 50_000_000  # pixels; a picture of more is refused before it takes the memory


def read(path, shape: tuple[int, int, int], *, ink: bool) -> np.ndarray:
    """Return the picture in the file as an image of shape.

    Raises FileNotFoundError, or ValueError if it is not a picture, too large, or has no ink.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # 60 ms, and only for this

    C, H, W = shape
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # ours is below
            with Image.open(path) as picture:
                if picture.width * picture.height > LARGEST:
                    raise ValueError(
                        f"{path} has {picture.width} x {picture.height} pixels, more than "
                        f"{LARGEST:,} in all: make it smaller"
                    )
                picture = ImageOps.exif_transpose(picture)  # upright, as the camera was held
                picture = opaque(picture, Image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise FileNotFoundError(f"{path}: there is no such file") from None
        raise ValueError(f"{path} cannot be read as a picture: {error}") from error
    if ink:
        grey = np.asarray(picture.convert("L"), np.float32)
        try:
            return centred(grey, H, W)[None]
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
    picture = ImageOps.fit(picture, (W, H), Image.Resampling.LANCZOS)
    image = np.asarray(picture.convert("L" if C == 1 else "RGB"))
    return np.ascontiguousarray(np.moveaxis(np.atleast_3d(image), -1, 0))


def opaque(picture, Image):
    """Return the picture in RGB, what is see-through laid over white."""
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 or 32 bits: to its own range
        values = np.asarray(picture, np.float64)
        low, high = values.min(), values.max()
        values = (values - low) * (255 / (high - low) if high > low else 0)
        return Image.fromarray(values.astype(np.uint8)).convert("RGB")
    picture = picture.convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")


def centred(grey: np.ndarray, H: int, W: int) -> np.ndarray:
    """Return (H, W) uint8 with the ink of grey (any size) in white, in the middle.

    Raises ValueError if all of it is about equally bright.
    """
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    if np.ptp(np.quantile(border, (0.05, 0.95))) > 12:  # a lamp at one side, or a shadow
        grey = lit_evenly(grey)
        border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = np.median(border)
    ink = np.maximum(paper - grey if paper > 127 else grey - paper, 0)
    high = ink.max()
    if high < 25:
        raise ValueError("there is no ink on it that stands out from the paper")
    ink = np.clip((ink / high - 0.2) / 0.8, 0, 1)  # a fifth is shadow, or grain of the paper
    rows, columns = (np.flatnonzero(ink.max(axis) > 0.2) for axis in (1, 0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = min(20 * H / 28 / ink.shape[0], 20 * W / 28 / ink.shape[1])
    size = [max(1, round(scale * side)) for side in ink.shape]
    ink = resized(ink, size)
    whole = np.zeros((H, W), np.float32)
    top, left = (
        round(min(max((side - 1) / 2 - mean, 0), side - length))
        for side, mean, length in zip((H, W), mass_centre(ink), size, strict=True)
    )
    whole[top : top + size[0], left : left + size[1]] = ink
    return np.round(255 * whole).astype(np.uint8)


def lit_evenly(grey: np.ndarray, rounds=8) -> np.ndarray:
    """Return grey less the paper's own light and shade, as far as a quadratic surface has it.

    The surface is fitted by least squares to what is paper, at first the outer tenth of the
    picture, and then in each round all that lies near the surface of the last: not the ink.
    """
    H, W = grey.shape
    v, u = np.meshgrid(np.linspace(-1, 1, H), np.linspace(-1, 1, W), indexing="ij")
    terms = np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=-1)
    thin = max(1, min(H, W) // 100)  # a few thousand pixels are enough
    few, values = terms[::thin, ::thin].reshape(-1, 6), grey[::thin, ::thin].ravel()
    paper = abs(few[:, 1:3]).max(axis=1) > 0.8
    for _ in range(rounds):
        surface = np.linalg.lstsq(few[paper], values[paper], rcond=None)[0]
        far = abs(values - few @ surface)
        paper = far < max(4 * np.median(far[paper]), 3)
    light = terms @ surface
    return np.clip(grey - light + np.median(light), 0, 255).astype(np.float32)


def resized(ink: np.ndarray, size: list[int]) -> np.ndarray:
    """Return ink (0 to 1) at another size; made smaller, a pixel averages what it covers."""
    from PIL import Image

    picture = Image.fromarray(ink.astype(np.float32))
    return np.asarray(picture.resize(size[::-1], Image.Resampling.BILINEAR))


def mass_centre(ink: np.ndarray) -> tuple[float, float]:
    """Return the mean row and column of the ink."""
    total = ink.sum()
    return (
        float(ink.sum(axis=1) @ np.arange(ink.shape[0]) / total),
        float(ink.sum(axis=0) @ np.arange(ink.shape[1]) / total),
    )
