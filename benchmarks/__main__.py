"""`python -m benchmarks [WORKLOAD ...]`: measure, and print a line a workload."""

import argparse
import json
import sys

from arrays.atomic import replacing
from arrays.suggest import unknown
from benchmarks import report
from benchmarks.agree import Disagreement
from benchmarks.alternate import measure
from benchmarks.catalogue import WORKLOADS


def main(argv=None) -> int:
    """Run the workloads that argv names and return the exit code."""
    parser = options()
    args = parser.parse_args(argv)
    for name in args.names:
        if name not in WORKLOADS:
            parser.error(unknown("workload", name, WORKLOADS))
    state, rows = None, []
    try:
        for name in args.names or WORKLOADS:
            found = measure(name, WORKLOADS[name], args.threads, args.seconds, args.repeats)
            if state is None:
                state = report.state(found, args.threads)
                print(report.above(state), report.heading(), sep="\n\n", flush=True)
            rows.append(report.figures(name, WORKLOADS[name].about, found))
            print(report.line(rows[-1]), flush=True)
    except (Disagreement, RuntimeError) as error:
        print(f"benchmarks: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbenchmarks: interrupted", file=sys.stderr)
        return 130
    if args.json:
        with replacing(args.json, "w") as file:
            json.dump({"machine": state, "rows": rows}, file, indent=1)
    return 0


def options() -> argparse.ArgumentParser:
    """Return the parser of the arguments; its epilogue lists the workloads."""
    known = "".join(f"  {name:<14}{item.about}\n" for name, item in WORKLOADS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Whole training steps, ours beside PyTorch's, in alternating bursts.",
        epilog=f"workloads:\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="WORKLOAD", help="default: all")
    parser.add_argument("--threads", type=int, choices=(1, 2), default=2, help="default: 2")
    parser.add_argument(
        "--seconds", type=positive(float), default=0.1, help="of a burst (default: 0.1)"
    )
    parser.add_argument(
        "--repeats", type=positive(int), default=31, help="rounds of bursts (default: 31)"
    )
    parser.add_argument("--json", metavar="FILE", help="write every figure there, too")
    return parser


def positive(kind):
    """Return a reader of numbers of this kind above 0, for argparse."""

    def read(text: str):
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"must be above 0, not {text}")
        return value

    return read


if __name__ == "__main__":
    sys.exit(main())
