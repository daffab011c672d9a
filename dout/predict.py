"""Classify your own pictures with a net that `dout train` has trained.

Grey or colored, of any size; for the digit sets a dark digit on light paper will do, as will a
light one on dark. Each picture's three likeliest classes are printed with their probabilities.
"""

from dout.parser import number


def options(parser) -> None:
    """Add the arguments of `dout predict`."""
    add = parser.add_argument
    add("run", metavar="RUN", help="run folder of dout train")
    add("images", metavar="IMAGE", nargs="+", help="picture file")
    add(
        "--top",
        type=number(int, 1),
        default=3,
        metavar="N",
        help="classes to print (default 3)",
    )
    add(
        "--save", metavar="FOLDER", help="write there, as PNG, what the net saw of each picture"
    )
    add("--json", action="store_true", help="print the results as JSON on the last line")


def run(args) -> int:
    """Predict as args say; return the exit code."""
    from dout import prediction  # only now, as it imports NumPy

    return prediction.predict(args)
