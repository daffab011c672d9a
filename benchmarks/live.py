"""Live: what the looks of `dout train` at its net cost, as a share of the training.

    python -m benchmarks.live              a line a net
    python -m benchmarks.live digits

Both are taken in one run: the time inside diagnose/live.py's look, what it reads first time
included, and the time of the epochs' steps, which the looks are no part of. The wish is <= 3 %.
"""

import sys
import time

from diagnose import live, record
from dout import choices, labelled, language, session
from optim.fit import fit

RUNS = {  # by name: settings, which are cut short where an epoch takes minutes
    "digits": {},
    "mnist": {"data": "mnist", "epochs": 5},
    "cifar10 convnet": {"data": "cifar10", "net": "convnet", "epochs": 2, "epoch_size": 12_800},
    "text lstm": {"net": "charlm", "width": 128, "epochs": 1},
    "text transformer": {"net": "transformer", "epochs": 2, "epoch_size": 1200},
}


def main(names) -> int:
    """Run those of these names, or all, and print a line for each."""
    print(f"{'net':<18} epochs  looks  training s  looking s  share")
    for name in names or RUNS:
        epochs, looks, trained, looking = measure(RUNS[name])
        figures = f"{epochs:>6}  {looks:>5}  {trained:>10.2f}  {looking:>9.3f}"
        print(f"{name:<18} {figures}  {looking / trained:.2%}", flush=True)
    return 0


def measure(given: dict) -> tuple[int, int, float, float]:
    """Return epochs, looks, and the seconds of training and of looking."""
    settings = choices.resolved(given)
    kind = language if settings["data"] == "text" else labelled
    job = kind.prepare(settings, lambda text: None)
    run, kept, looking = {}, record.new(), [0.0]
    args = job.module, job.net, job.loss, job.rule, job.train
    size = settings["epoch_size"]
    of_step = session.of_a_step(settings)
    more = {"kept": kept, "epoch_size": size, "loss_cache": of_step["loss_cache"]}
    look = live.watcher(*args, run=run, say=print, **more)

    def timed(rows):
        start = time.perf_counter()
        look(rows)
        looking[0] += time.perf_counter() - start

    look([])
    rows = fit(
        *args,
        rng=job.rng,
        show=None,
        on_epoch=timed,
        run=run,
        lr=session.schedule(settings, min(size or len(job.train[0]), len(job.train[0]))),
        epochs=settings["epochs"],
        **of_step,
        **{key: value for key, value in job.loop.items() if key != "keep_best"},
    )
    trained = sum(row["seconds"] for row in rows)
    return len(rows), len(kept["looks"]) - 1, trained, looking[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
