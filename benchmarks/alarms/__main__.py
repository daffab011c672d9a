"""`python -m benchmarks.alarms [healthy|ill|NAME ...]`: make the runs, and print a table."""

import argparse
import sys
import time
from collections import Counter

import numpy as np

from arrays.suggest import unknown
from benchmarks.alarms import healthy, ill


def main(argv=None) -> int:
    """Make the runs that argv names, and print a line for each and their table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alarms", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="healthy, ill, or runs' names")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="of each run")
    args = parser.parse_args(argv)
    known = {name: (group, name) for group in (healthy, ill) for name in group.RUNS}
    for name in args.names:
        if name not in ("healthy", "ill", *known):
            parser.error(unknown("run", name, ["healthy", "ill", *known]))
    named = {*args.names} or {"healthy", "ill"}
    table = Counter()
    for name, (group, _) in known.items():
        if not named & {name, group.__name__.rpartition(".")[2]}:
            continue
        for seed in range(1, args.seeds + 1):
            tell(name, group, seed, table)
    for kind in sorted({kind for kind, _ in table}):
        right, wrong = table[kind, True], table[kind, False]
        print(f"{kind:<36} {right:>4} right  {wrong:>3} wrong  {right / (right + wrong):.1%}")
    return 0


def tell(name: str, group, seed: int, table: Counter) -> None:
    """Make one run, count whether the rules were right, and say what was wrong."""
    start = time.perf_counter()
    alarms = group.alarms(name, seed)
    kind, right = group.judged(name, alarms)
    table[kind, right] += 1
    table["all " + group.__name__.rpartition(".")[2], right] += 1
    seconds = time.perf_counter() - start
    print(f"{'right' if right else 'WRONG'}  {name}, seed {seed}  {seconds:.1f} s", flush=True)
    if not right:
        for when, finding in alarms:
            print(f"       {when}: {finding}", flush=True)


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
