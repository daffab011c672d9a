"""Check a layer, a loss or an update rule, and name the mistake in it.

TARGET is a module (layers.affine), a file, or FILE:function. A file has either this project's
init, forward(x, cache) and backward(dout, cache), or a rule's init and update, or functions
under CS231n's names, such as affine_forward(x, w, b) and affine_backward(dout, cache). It runs
in a process of its own, with bounds on time and memory. Exit code 0: right, 1: a mistake, 2:
could not be checked.
"""

from dout.parser import number, sizes


def options(parser) -> None:
    """Add the arguments of `dout check`."""
    add = parser.add_argument
    add("target", metavar="TARGET", help="a module, a file, or FILE:function")
    add("--all", action="store_true", help="go on past the first mistake")
    add(
        "--like",
        metavar="NAME",
        help="the layer or rule that it should be (default: its file's name)",
    )
    add("--sizes", type=sizes, metavar="D,M", help="what init of an unknown layer takes")
    add("--shape", type=sizes, metavar="N,D", help="of an unknown layer's x")
    add("--plot", metavar="FILE.png", help="draw the wrong array beside the true one")
    add(
        "--seed", type=number(int, 0), default=0, metavar="N", help="of the numbers (default 0)"
    )
    add("--seconds", type=number(float, above=0, high=3600), default=4.0, metavar="S",
        help="that one call may take (default 4)")  # fmt: skip
    add("--json", action="store_true", help="print the verdicts as JSON on the last line")


def run(args) -> int:
    """Check as args say; return the exit code."""
    import sys

    from diagnose.checking.check import check  # only now, as it imports NumPy
    from diagnose.checking.report import unchecked

    if args.plot and not args.plot.endswith(".png"):
        print(f"dout check: error: --plot wants FILE.png, not {args.plot!r}", file=sys.stderr)
        return 2
    try:
        report = check(
            args.target, everything=args.all, like=args.like, sizes=args.sizes,
            shape=args.shape, seed=args.seed, seconds=args.seconds,
        )  # fmt: skip
    except (ValueError, OSError, RuntimeError, LookupError, MemoryError) as error:
        print(f"dout check: error: {error}", file=sys.stderr)
        if args.json:
            print(unchecked(args.target, str(error)))
        return 2
    print(report)
    if args.plot:
        from diagnose.checking import drawing

        try:
            print(drawing.save(report, args.plot))
        except OSError as error:  # the verdict stands
            print(f"dout check: error: {args.plot}: {error}", file=sys.stderr)
    if args.json:
        print(report.json())
    return report.code
