"""List the data sets and where they are; verify or fetch one.

dout data                 the sets, and where each lies
dout data verify mnist    whether its files are the published ones, byte for byte
dout data fetch mnist     download those that are missing or wrong
"""

from dout.choices import DATA
from dout.parser import one_of

ACTIONS = ("list", "verify", "fetch")


def options(parser) -> None:
    """Add the arguments of `dout data`."""
    action = one_of("action", ACTIONS)
    parser.add_argument("action", nargs="?", default="list", metavar="ACTION", type=action,
                        help="list, verify or fetch (default list)")  # fmt: skip
    parser.add_argument("name", nargs="?", metavar="NAME", type=one_of("data set", DATA),
                        help=f"data set: {', '.join(DATA)}")  # fmt: skip


def run(args) -> int:
    """List, verify or fetch; return the exit code, 1 if a file is not as published."""
    from dout import inventory  # only now, as it imports NumPy

    if args.action == "list":
        return inventory.listing()
    if not args.name:
        sets = ", ".join(DATA)
        raise ValueError(f"`dout data {args.action}` needs the name of a set: {sets}")
    act = inventory.verify if args.action == "verify" else inventory.fetch
    return act(args.name)
