"""Train a net on a data set, and leave its weights and pictures of it in a run folder.

Everything is chosen on a validation split; the test set is read once, at the end. Settings
that are not given are those found best for the pair of data and net.
"""

from dout.choices import (
    ACTIVATIONS,
    AUGMENTATIONS,
    CELLS,
    DATA,
    GENERAL,
    LOSSES,
    NETS,
    NORMS,
    RULES,
    SCHEDULES,
)
from dout.parser import counts, number, one_of, sizes, some_of, stages


def options(parser) -> None:
    """Add the flags of `dout train`."""
    add = parser.add_argument
    choose = {
        "data": (DATA, "data set"),
        "net": (NETS, "net"),
        "loss": (LOSSES, "loss"),
        "rule": (RULES, "update rule"),
        "schedule": (SCHEDULES, "learning rate"),
        "activation": (ACTIVATIONS, "activation"),
        "norm": (NORMS, "norm"),
        "cell": (CELLS, "charlm's recurrent layer"),
        "whiten": (("yes", "no"), "whether a net's first filters whiten patches of its images"),
        "tied": (("yes", "no"), "whether a transformer's last weights are its embedding's"),
    }
    for name, (known, kind) in choose.items():
        text = f"{kind}: {', '.join(known)} (default {GENERAL[name]})"
        add(f"--{name}", type=one_of(kind, known), metavar="NAME", help=text)
    measured = {
        "hidden": (sizes, "H,H", "sizes of an mlp's hidden layers: 256,128"),
        "stages": (stages, "F,F/F", "filters of a convnet, by stage: 32,32/64,64/128,128"),
        "depth": (
            number(int, 1),
            "N",
            "layers of charlm, transformer (blocks) or resnet (20, or 9: ResNet-9)",
        ),
        "width": (
            number(int, 1),
            "N",
            "units of charlm, features of a transformer, filters of a resnet (16)",
        ),
        "pool": (number(int, 1), "N", "side of a max pool after a resnet's first layer (1)"),
        "residuals": (
            counts,
            "N,N,N",
            "convolutions that ResNet-9's stages go around (2,0,2)",
        ),
        "heads": (number(int, 1), "N", "heads of a transformer's attention"),
        "context": (number(int, 1), "T", "characters that are seen at once"),
        "epochs": (number(int, 1), "N", "passes over the training set"),
        "epoch-size": (number(int, 1), "N", "examples an epoch draws, if not all"),
        "batch-size": (number(int, 1), "N", "examples a step"),
        "augment": (
            some_of("augmentation", AUGMENTATIONS),
            "NAMES",
            "of images: crop,flip,cutout",
        ),
        "pad": (number(int, 0), "N", "pixels by which crop moves an image at most (4)"),
        "lr": (number(float, above=0), "X", "learning rate, the highest of the schedule"),
        "lr-end": (number(float, 0), "X", "where the cosine schedule ends (default 0)"),
        "warmup": (number(int, 0), "N", "steps in which the rate first rises (default 0)"),
        "l2": (number(float, 0), "X", "weight decay: l2/2 sum w^2 in the loss"),
        "l1": (number(float, 0), "X", "l1 sum |w| in the loss; useless weights become 0"),
        "smoothing": (
            number(float, 0, below=1),
            "X",
            "of labels: the share of each spread over all classes (default 0)",
        ),
        "weight-decay": (number(float, 0), "X", "decoupled decay, for --rule adamw (0.01)"),
        "beta2": (number(float, 0, below=1), "X", "decay of adam's second moment (0.999)"),
        "clip-norm": (number(float, above=0), "X", "bound on the norm of all gradients"),
        "clip-value": (number(float, above=0), "X", "bound on each entry of a gradient"),
        "accumulate": (number(int, 1), "N", "micro-batches into which a minibatch is cut"),
        "keep": (
            number(float, high=1, above=0),
            "P",
            "dropout: share of units kept; 1 is none",
        ),
        "seed": (number(int, 0), "N", "makes a run repeatable (default 1)"),
        "valid": (number(float, above=0, below=1), "P", "share held out for validation (0.1)"),
    }
    for name, (kind, symbol, text) in measured.items():
        add(f"--{name}", type=kind, metavar=symbol, help=text)
    add("--text", metavar="FILE", help="a UTF-8 text for --data text to learn")
    add("--out", metavar="FOLDER", help="run folder (default runs/DATA-NET-TIME)")
    add("--resume", metavar="RUN", help="go on with a run, to its end or to --epochs")
    add("--dry-run", action="store_true", help="five steps and no test: does it run at all?")
    add("--quiet", action="store_true", help="print nothing but errors, and --json's line")
    add("--json", action="store_true", help="print the results as JSON on the last line")


def run(args) -> int:
    """Train as args say; return the exit code."""
    from dout import session  # only now, as it imports NumPy

    return session.train(args)
