"""Live: a look at the net after each epoch of fit, which says when a leak opens or closes.

    run = {}
    look = live.watcher(module, net, loss, rule, train, run=run, say=print)
    look([])                                                       before training
    fit(module, net, loss, rule, train, ..., run=run, on_epoch=look)

A look costs a way forward and back on a few examples, and the rules. All looks together are
kept under a share of the time that training took: where epochs are short, some are passed over.
"""

import time

import numpy as np

from diagnose import record
from diagnose.evidence import gather
from diagnose.leaks import measure

SHARE = 0.025  # of the training time; 3 % are allowed, and a look can take longer than the last
BATCH, DATA = 200, 50  # a look runs 1 / 200 of an epoch's examples; units are sought in 1 / 50


def watcher(
    module, net: dict, loss, rule, train, *, run, say, kept=None, epoch_size=None, **known
):
    """Return what fit is to call after each epoch; called with no rows, it looks before.

    run is fit's, in which it keeps the rule's states. say gets a line for each leak that was
    not there at the last look, and for each that no longer is. kept is a record to go on with
    (diagnose/record.py), which look adds to; known is what gather takes besides (loss_cache).
    """
    kept = record.new() if kept is None else kept
    x, y = train
    n = min(epoch_size or len(x), len(x))
    rng = np.random.default_rng(0)  # of its own: looking must not change the run
    taken = {"all": 0.0, "last": 0.0}

    def look(rows: list[dict]) -> None:
        trained = sum(row["seconds"] for row in rows)
        if rows and taken["all"] + taken["last"] > SHARE * trained:
            return
        start = time.perf_counter()
        some = rng.choice(len(x), min(max(n // DATA, 16), 1000, len(x)), replace=False)
        few = some[: min(max(n // BATCH, 16), 128)]
        more = {"data": (x[some], y[some]), "history": rows, "untrained": not rows} | known
        if rows:
            more |= {"rule": rule, "states": run["states"], "lr": rows[-1]["lr"]}
        e = gather(module, net, x[few], y[few], loss, **more)
        findings = measure(e)
        for line in changed(kept, findings, len(rows)):
            say(line)
        record.add(kept, len(rows), e, findings)
        if rows:
            taken["last"] = time.perf_counter() - start
            taken["all"] += taken["last"]

    return look


def changed(kept: dict, findings: list, epoch: int) -> list[str]:
    """Return a line for each leak that is new since the record's last look, or gone."""
    before = kept["looks"][-1]["findings"] if kept["looks"] else []
    before = {(leak, where) for leak, where, *_ in before}
    now = {(f.leak, f.where): f for f in findings if f.alarm}
    when = f"epoch {epoch}" if epoch else "before training"
    lines = [f"{when}: {f}" for place, f in now.items() if place not in before]
    gone = sorted(before - now.keys())
    return lines + [f"{when}: no longer {leak}, {where}" for leak, where in gone]
