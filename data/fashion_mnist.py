"""Fashion-MNIST: 70,000 photographs of clothes and shoes, in the place of MNIST's digits.

    x    (60000, 1, 28, 28)    uint8, bright on black; 10,000 images in "test"
    y    (60000,)              int64, the kind of thing; each as frequent as the others

Source
    Xiao, Rasul and Vollgraf (2017), arXiv:1708.07747. The first mirror is the authors'
    repository, the second that of Keras; the authors' own server speaks no HTTPS.
"""

from data import idx
from data.folders import File, Version
from data.mnist import COUNTS, SPLITS

CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
FOLDER = "fashion-mnist"
FILES = {
    "train-images-idx3-ubyte.gz": File(
        26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
    ),
    "train-labels-idx1-ubyte.gz": File(
        29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
    ),
    "t10k-images-idx3-ubyte.gz": File(
        4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
    ),
    "t10k-labels-idx1-ubyte.gz": File(
        5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
    ),
}
MIRRORS = (
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
)
VERSIONS = (Version("fashion-mnist", FOLDER, FILES, SPLITS, MIRRORS),)


def load(split="train"):
    """Return x, y of "train" or "test", downloaded if they are not on this computer.

    Raises ValueError for another split or a damaged file, ConnectionError if no mirror serves.
    """
    return idx.load(VERSIONS, COUNTS, split, len(CLASSES))
