"""MNIST: 70,000 handwritten digits, white on black, 28 x 28 pixels.

    x    (60000, 1, 28, 28)    uint8; 10,000 images in "test"
    y    (60000,)              int64, the digit

Source
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
    recognition" (1998). yann.lecun.com has stopped serving the files; the mirrors are those of
    PyTorch, of TensorFlow and of GitHub's fgnt/mnist, all byte for byte the same.
"""

from data import idx
from data.folders import File, Version

CLASSES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
INK = True  # a white stroke in the middle: see data/picture.py
FOLDER = "mnist"
FILES = {
    "train-images-idx3-ubyte.gz": File(
        9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train-labels-idx1-ubyte.gz": File(
        28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "t10k-images-idx3-ubyte.gz": File(
        1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "t10k-labels-idx1-ubyte.gz": File(
        4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}
SPLITS = {
    "train": ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
    "test": ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
}
COUNTS = {"train": 60_000, "test": 10_000}
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
VERSIONS = (Version("mnist", FOLDER, FILES, SPLITS, MIRRORS),)


def load(split="train"):
    """Return x, y of "train" or "test", downloaded if they are not on this computer.

    Raises ValueError for another split or a damaged file, ConnectionError if no mirror serves.
    """
    return idx.load(VERSIONS, COUNTS, split, len(CLASSES))
