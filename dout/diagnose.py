"""Say how a run's net fails in silence, if it does: dead units, lost gradients, and the like.

Looks once at the weights as they were when training ended, and at what was seen of them after
each epoch. What was found is printed, alarms first; RUN/diagnosis gets the pictures and
report.html, a page with all of it.
"""

from dout.parser import number


def options(parser) -> None:
    """Add the arguments of `dout diagnose`."""
    add = parser.add_argument
    add("run", metavar="RUN", help="run folder of dout train")
    add("--out", metavar="FOLDER", help="where to write (default RUN/diagnosis)")
    add("--examples", type=number(int, 1), metavar="N",
        help="training examples to look at (default 250, of a text fewer)")  # fmt: skip
    add("--json", action="store_true", help="print the findings as JSON on the last line")


def run(args) -> int:
    """Diagnose as args say; return the exit code."""
    from dout import diagnosis  # only now, as it imports NumPy

    return diagnosis.diagnose(args)
