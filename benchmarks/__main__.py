"""`python -m benchmarks [WORKLOAD ...]`: measure, and print a line a workload.

`python -m benchmarks scaling [CURVE ...]`: measure how they grow, and print a line a curve.
`python -m benchmarks profile [STEP ...]`: print what each part of a step of ours takes.
"""

import argparse
import json
import sys

from arrays.atomic import replacing
from arrays.suggest import unknown
from benchmarks import picture, profile, report, scaling
from benchmarks.agree import Disagreement
from benchmarks.alternate import measure
from benchmarks.catalogue import GROUPS, STEPS, WORKLOADS

SECONDS = {"steps": 0.1, "layers": 0.05}  # of a burst, by default
ROUNDS = {"steps": 31, "layers": 7}  # of bursts


def main(argv=None) -> int:
    """Run the workloads that argv names and return the exit code."""
    parser = options()
    args = parser.parse_args(argv)
    modes = {
        "beside": ("workload", [*GROUPS, *WORKLOADS]),
        "scaling": ("curve", [*scaling.CURVES]),
        "profile": ("training step", [*STEPS]),
    }
    mode, names = "beside", args.names
    if names and names[0] in ("scaling", "profile"):
        mode, *names = names
    kind, known = modes[mode]
    for name in names:
        if name not in known:
            parser.error(unknown(kind, name, known))
    if mode == "profile" and args.picture:
        parser.error("argument --picture: a profile is not drawn")
    try:
        state, rows = run(names, args) if mode == "beside" else alone(mode, names, args)
        if args.json:
            with replacing(args.json, "w") as file:
                json.dump({"machine": state, "rows": rows}, file, indent=1)
        if args.picture:
            draw = scaling.draw if mode == "scaling" else picture.draw
            draw(rows, state, args.picture)
    except (Disagreement, RuntimeError, ValueError) as error:
        print(f"benchmarks: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbenchmarks: interrupted", file=sys.stderr)
        return 130
    return 0


def alone(mode: str, names: list[str], args) -> tuple[dict, list[dict]]:
    """Measure and print curves or profiles; return the machine's state and rows."""
    bursts = args.seconds or SECONDS["layers"], args.repeats or ROUNDS["layers"]
    measured = {"scaling": scaling.run, "profile": profile.run}[mode]
    return {"threads": args.threads}, measured(names, args.threads, *bursts)


def run(names: list[str], args) -> tuple[dict, list[dict]]:
    """Measure and print the workloads that are named; return the machine's state and rows."""
    state, rows = None, []
    for group, workloads in chosen(names).items():
        first = len(rows)
        for name in workloads:
            bursts = args.seconds or SECONDS[group], args.repeats or ROUNDS[group]
            found = measure(name, WORKLOADS[name], args.threads, *bursts)
            if state is None:
                state = report.state(found, args.threads)
                print(report.above(state), report.heading(), sep="\n\n", flush=True)
            for row in report.figures(name, WORKLOADS[name].about, found):
                rows.append(row | {"group": group})
                print(report.line(report.spread(row)), flush=True)
        mean = report.geometric_mean(rows[first:]) if group == "steps" else None
        if mean:
            print(mean, flush=True)
    return state, rows


def chosen(names: list[str]) -> dict[str, list[str]]:
    """Return the names of workloads by group; a group stands for all of its own."""
    named = [each for name in names or GROUPS for each in GROUPS.get(name, [name])]
    return {
        group: [name for name in dict.fromkeys(named) if name in known]
        for group, known in GROUPS.items()
    }


def options() -> argparse.ArgumentParser:
    """Return the parser of the arguments; its epilogue lists the workloads."""
    known = "".join(
        f"{group}:\n" + "".join(f"  {name:<20}{item.about}\n" for name, item in items.items())
        for group, items in GROUPS.items()
    )
    curves = f"scaling, alone or with curves: {', '.join(scaling.CURVES)}\n"
    curves += "profile, alone or with steps: what each part of ours takes\n"
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Training steps and layers, ours beside PyTorch's, in alternating bursts.",
        epilog=f"workloads, in two groups that may be named too\n\n{known}\n{curves}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="WORKLOAD", help="default: all")
    parser.add_argument("--threads", type=int, choices=(1, 2), default=2, help="default: 2")
    defaults = "(default: {steps} for steps, {layers} for layers)"
    parser.add_argument(
        "--seconds",
        type=positive(float),
        help=f"of a burst {defaults}".format(**SECONDS),
    )
    parser.add_argument(
        "--repeats",
        type=positive(int),
        help=f"rounds of bursts {defaults}".format(**ROUNDS),
    )
    parser.add_argument("--json", metavar="FILE", help="write every figure there, too")
    parser.add_argument(
        "--picture", type=drawable, metavar="FILE", help="draw the figures there (.png, .svg)"
    )
    return parser


def drawable(path: str) -> str:
    """Return the path of a picture, for argparse, which refuses it before anything is timed."""
    if not path.endswith((".png", ".svg", ".pdf")):
        raise argparse.ArgumentTypeError(f"must end in .png, .svg or .pdf, not {path}")
    return path


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
