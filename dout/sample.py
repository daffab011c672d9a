"""Write text with a language model that `dout train` has trained on a text.

It reads the prompt, and goes on from there one character at a time, each drawn with the
probability that the model gives it.
"""

from dout.parser import number


def options(parser) -> None:
    """Add the arguments of `dout sample`."""
    add = parser.add_argument
    add("run", metavar="RUN", help="run folder of dout train")
    add("--prompt", metavar="TEXT", default="", help="what the text begins with")
    add("--temperature", type=number(float, 0), default=0.8, metavar="X",
        help="1: as likely as it is; below: more careful (default 0.8)")  # fmt: skip
    add("--length", type=number(int, 1), default=500, metavar="N",
        help="characters to write (default 500)")  # fmt: skip
    add("--top", type=number(int, 1), metavar="N",
        help="draw from the N likeliest characters alone")  # fmt: skip
    add("--seed", type=number(int, 0), default=1, metavar="N",
        help="makes a text repeatable (default 1)")  # fmt: skip
    add("--json", action="store_true", help="print the text as JSON on the last line")


def run(args) -> int:
    """Write as args say; return the exit code."""
    from dout import writing  # only now, as it imports NumPy

    return writing.sample(args)
