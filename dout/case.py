"""Train into a known fault of backpropagation, measure it, and see it cured.

Without a name, the cases are listed. Each is a file in diagnose/cases/ whose docstring says why
the fault must come; its figures are printed, measured beside predicted, and drawn.
"""

from dout.parser import number, one_of

CASES = {  # as text: listing them should not wait for NumPy
    "saturated-sigmoid": "diagnose.cases.saturated_sigmoid",
    "dead-relu": "diagnose.cases.dead_relu",
    "recurrence": "diagnose.cases.recurrence",
    "clipped-delta": "diagnose.cases.clipped_delta",
    "log-softmax": "diagnose.cases.log_softmax",
    "unshuffled": "diagnose.cases.unshuffled",
    "raw-inputs": "diagnose.cases.raw_inputs",
    "init-scale": "diagnose.cases.init_scale",
    "l1-zeros": "diagnose.cases.l1_zeros",
    "dropout": "diagnose.cases.dropout",
}
PURPOSES = {
    "saturated-sigmoid": "large initial weights flatten every sigmoid, and nothing is learned",
    "dead-relu": "a high learning rate turns 40 % of the units off for good",
    "recurrence": "one matrix, 50 times over: its eigenvalues make the gradient grow or die",
    "clipped-delta": "DQN's clipped error leaves the worst examples without a gradient",
    "log-softmax": "the log of a softmax, in two steps, is infinite where one step is exact",
    "unshuffled": "examples in the order of their classes are forgotten as they come",
    "raw-inputs": "inputs that are not centered and scaled make the steps zigzag",
    "init-scale": "initial weights too small or too large lose the signal layer by layer",
    "l1-zeros": "L1 as a gradient alone makes weights small, and not one of them 0",
    "dropout": "dropout that is not scaled shifts every unit when it is turned off",
}


def options(parser) -> None:
    """Add the arguments of `dout case`."""
    add = parser.add_argument
    add("name", metavar="NAME", nargs="?", type=one_of("case", CASES), help="the case to run")
    add("--seed", type=number(int, 0), default=1, metavar="N", help="of its draws (default 1)")
    add("--out", metavar="FILE.png", help="the picture (default case-NAME.png, here)")
    add("--json", action="store_true", help="print the figures as JSON on the last line")


def run(args) -> int:
    """Run a case as args say, or list them; return the exit code."""
    if args.name is None:
        for name, purpose in PURPOSES.items():
            print(f"  {name:<19}{purpose}")
        print("\n`dout case NAME` runs one, in half a minute or less.")
        return 0
    from dout import cases  # only now, as it imports NumPy

    return cases.run(args, CASES[args.name])
