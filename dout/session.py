"""Session: `dout train` from its settings to a run folder."""

import importlib
import json
import math
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from data.batches import cuts
from diagnose import live, record
from dout import choices, folder
from nets import walk
from optim import progress, schedules
from optim.fit import fit


def train(args) -> int:
    """Train as the flags say, write the run folder, and return the exit code."""
    began = time.perf_counter()
    say = (lambda text: None) if args.quiet else (lambda text: print(text, flush=True))
    given = {key: getattr(args, key) for key in choices.GENERAL}
    given = {key: value for key, value in given.items() if value is not None}
    settings = reopened(args, given) if args.resume else choices.resolved(given)
    if args.out:
        folder.refuse_used(Path(args.out))
    kind = "language" if settings["data"] == "text" else "labelled"
    job = importlib.import_module(f"dout.{kind}").prepare(settings, say)
    if args.dry_run:
        rehearse(job, settings, say)
        return 0
    n = min(settings["epoch_size"] or len(job.train[0]), len(job.train[0]))
    rate = schedule(settings, n)
    where, run = begun(args, settings, job)

    kept, of_step = record.load(where), of_a_step(settings)
    look = live.watcher(
        *(job.module, job.net, job.loss, job.rule, job.train),
        loss_cache=of_step["loss_cache"],
        epoch_size=settings["epoch_size"],
        run=run,
        say=say,
        kept=kept,
    )

    def keep(rows):
        folder.write_history(where, rows)
        progress.save(where / "progress.npz", job.net, run)
        look(rows)
        record.save(where, kept)

    if not kept["looks"]:
        look([])

    with interrupts() as stop:
        rows = fit(
            *(job.module, job.net, job.loss, job.rule, job.train),
            valid=job.valid,
            rng=job.rng,
            show=None if args.quiet else say,
            on_epoch=keep,
            stop=stop,
            run=run,
            lr=rate,
            epochs=settings["epochs"],
            **of_step,
            **job.loop,
        )
    folder.write_model(where, job)
    if len(rows) < settings["epochs"]:
        progress.save(where / "progress.npz", job.net, run)
        print(f"stopped after step {run['steps']}, and saved. Go on with", file=sys.stderr)
        print(f"    dout train --resume {where}", file=sys.stderr)
        return 130
    best = rows[run["best"]["epoch"] - 1]
    say(
        f"\nthe weights are those of epoch {best['epoch']}, the best on the validation split "
        f"by {job.loop['keep_best']}: {best['valid_loss']:.4f}, {best['valid_accuracy']:.2%}"
    )
    found = job.report(where, rows, say)
    results = {
        "data": settings["data"],
        "net": settings["net"],
        "test_accuracy": found["accuracy"],
        "test_loss": found["loss"],
        "valid_accuracy": best["valid_accuracy"],
        "valid_loss": best["valid_loss"],
        "epochs": len(rows),
        "seconds": round(time.perf_counter() - began, 2),
        "parameters": sum(inner[key].size for _, inner, key in walk.learned(job.net)),
        "run": str(where),
    }
    say(f"{results['seconds']:.1f} s in all; weights, history and pictures are in {where}")
    if args.json:
        print(json.dumps(results), flush=True)
    return 0


def begun(args, settings: dict, job) -> tuple[Path, dict]:
    """Return the run's folder, new or that of --resume, and what fit is to go on from."""
    same = {key: value for key, value in settings.items() if key != "epochs"}
    same = json.loads(json.dumps(same))  # as a file gives it back
    if args.resume:
        where = Path(args.resume)
        folder.refuse_other_data(where, job.identity)
        run = progress.load(where / "progress.npz", job.net)
        refuse_other(run, same, settings["epochs"], where)
        folder.write_settings(where, settings, job.identity)
        return where, run
    where = folder.create(args.out, settings, job.identity)
    if "augment" in job.loop:
        from diagnose import plots  # here: others' first step need not wait for matplotlib

        x, rng = job.train[0][:8], np.random.default_rng(1)
        versions = [job.loop["augment"](x, rng) for _ in range(7)]
        folder.write_picture(where, "augmented", plots.augmented(x, versions))
    return where, {"settings": same}


def reopened(args, given: dict) -> dict:
    """Return the settings of the run to go on with; of the flags, --epochs alone may differ."""
    fixed = [key.replace("_", "-") for key in given if key != "epochs"] + ["out"] * bool(
        args.out
    )
    if fixed:
        flags = ", ".join(f"--{key}" for key in fixed)
        raise ValueError(f"--resume takes its settings from the run: leave out {flags}")
    where = Path(args.resume)
    settings = folder.settings(where)
    if not (where / "progress.npz").exists():
        raise ValueError(
            f"{where} has not come to the end of an epoch: delete it and start anew"
        )
    if (where / "curves.png").exists() and given.get("epochs", 0) <= settings["epochs"]:
        raise ValueError(
            f"{where} is finished, after {settings['epochs']} epochs: "
            "give more by --epochs to train it further"
        )
    return settings | given


def refuse_other(run: dict, settings: dict, epochs: int, where: Path) -> None:
    """Raise ValueError if the run was made with other settings, or has had all its epochs."""
    for key, value in settings.items():
        if run.get("settings", {}).get(key) != value:
            made = run.get("settings", {}).get(key)
            raise ValueError(
                f"{where} was run with {key}={made!r}, and config.json says {value!r}: "
                "put it back, or start anew"
            )
    if len(run["history"]) >= epochs and run["taken"]:
        done = len(run["history"])
        raise ValueError(f"{where} has had {done} epochs: --epochs must be more, not {epochs}")


def of_a_step(settings: dict) -> dict:
    """Return the settings that fit takes for its steps, under fit's names, and its loss's."""
    keys = ("batch_size", "l2", "l1", "clip_norm", "clip_value", "accumulate")
    rule = {key: settings[key] for key in choices.RULE_SETTINGS if settings[key] is not None}
    loss = choices.module(choices.LOSSES, settings["loss"])
    smoothing = settings["smoothing"]
    loss_cache = loss.init(smoothing) if smoothing else loss.init()
    return {key: settings[key] for key in keys} | {"settings": rule, "loss_cache": loss_cache}


def schedule(settings: dict, n: int):
    """Return the learning rate as a function of the step, for epochs of n examples."""
    lr, warmup = settings["lr"], settings["warmup"]
    an_epoch = len(cuts(n, settings["batch_size"])) + 1
    whole = settings["epochs"] * an_epoch
    if warmup and warmup >= whole:
        raise ValueError(f"--warmup {warmup} is as long as the run, which has {whole} steps")
    steps = max(whole - warmup, 2)
    rates = {
        "constant": lambda: schedules.constant(lr),
        "step": lambda: schedules.step(lr, every=math.ceil(steps / 3)),
        "exponential": lambda: schedules.exponential(lr, factor=0.01 ** (1 / steps)),
        "cosine": lambda: schedules.cosine(lr, steps, low=settings["lr_end"]),
        "one_cycle": lambda: schedules.one_cycle(lr, steps),
    }
    return schedules.warmed(rates[settings["schedule"]](), warmup)


def rehearse(job, settings: dict, say) -> None:
    """Take five steps and validate, to see that everything fits; keep nothing."""
    few = 5 * settings["batch_size"]
    (x, y), (x_valid, y_valid) = job.train, job.valid
    fit(
        *(job.module, job.net, job.loss, job.rule, (x[:few], y[:few])),
        valid=(x_valid[:few], y_valid[:few]),
        rng=job.rng,
        epochs=1,
        show=say,
        lr=settings["lr"],
        **of_a_step(settings),
        **job.loop,
    )
    said = "" if settings["data"] == "text" else ", and the test set was not read"
    say(f"dry run: five steps went well; nothing was saved{said}")


@contextmanager
def interrupts():
    """Give a function that tells whether Ctrl-C was pressed. A second press ends at once."""
    pressed = []

    def press(number, frame):
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)
        print("\nfinishing this step; press Ctrl-C again to end at once", file=sys.stderr)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
