"""Train a net on a data set, and leave its weights and pictures of it in a run folder.

Everything is chosen on a validation split; the test set is read once, at the end. Settings
that are not given are those found best for the pair of data and net.
"""

from dout.choices import ACTIVATIONS, DATA, GENERAL, LOSSES, NETS, NORMS, RULES
from dout.parser import number, one_of, sizes


def options(parser) -> None:
    """Add the flags of `dout train`."""
    add = parser.add_argument
    choose = {
        "data": (DATA, "data set"),
        "net": (NETS, "net"),
        "loss": (LOSSES, "loss"),
        "rule": (RULES, "update rule"),
        "activation": (ACTIVATIONS, "activation"),
        "norm": (NORMS, "norm"),
    }
    for name, (known, kind) in choose.items():
        text = f"{', '.join(known)} (default {GENERAL[name]})"
        add(f"--{name}", type=one_of(kind, known), metavar="NAME", help=f"{kind}: {text}")
    add("--hidden", type=sizes, metavar="H,H", help="sizes of an mlp's hidden layers: 256,128")
    add("--epochs", type=number(int, 1), metavar="N", help="passes over the training set")
    add("--batch-size", type=number(int, 1), metavar="N", help="examples a step")
    add("--lr", type=number(float, above=0), metavar="X", help="learning rate")
    add(
        "--l2",
        type=number(float, 0),
        metavar="X",
        help="weight decay: l2/2 sum w^2 in the loss",
    )
    kept = number(float, high=1, above=0)
    add("--keep", type=kept, metavar="P", help="dropout: the share kept (default 1, none)")
    add("--seed", type=number(int, 0), metavar="N", help="of all that is random (default 1)")
    share = number(float, above=0, below=1)
    add("--valid", type=share, metavar="P", help="share held out to choose by (default 0.1)")
    add("--out", metavar="FOLDER", help="run folder (default runs/DATA-NET-TIME)")
    add("--resume", metavar="RUN", help="go on with a run that was interrupted")
    add("--dry-run", action="store_true", help="five steps and no test: does it run at all?")
    add("--quiet", action="store_true", help="print nothing but errors, and --json's line")
    add("--json", action="store_true", help="print the results as JSON on the last line")


def run(args) -> int:
    """Train as args say; return the exit code."""
    from dout import session  # only now, as it imports NumPy

    return session.train(args)
