"""Session: `dout train` from its settings to a run folder."""

import json
import math
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from data import normalize
from data.batches import cuts
from dout import choices, folder, outcome
from dout.build import build
from nets import walk
from optim import progress, schedules
from optim.evaluate import evaluate
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
    job = prepare(settings, say)
    if args.dry_run:
        rehearse(job, settings, say)
        return 0
    rate = schedule(settings, len(job.train[0]))
    where = Path(args.resume) if args.resume else folder.create(args.out, settings)
    same = {key: value for key, value in settings.items() if key != "epochs"}
    same = json.loads(json.dumps(same))  # as a file gives it back
    run = {"settings": same}
    if args.resume:
        run = progress.load(where / "progress.npz", job.net)
        refuse_other(run, same, settings["epochs"], where)
        folder.write_settings(where, settings)

    def keep(rows):
        folder.write_history(where, rows)
        progress.save(where / "progress.npz", job.net, run)

    with interrupts() as stop:
        rows = fit(
            *(job.module, job.net, job.loss, job.rule, job.train),
            valid=job.valid,
            rng=job.rng,
            keep_best=True,
            show=None if args.quiet else say,
            on_epoch=keep,
            stop=stop,
            run=run,
            lr=rate,
            epochs=settings["epochs"],
            **of_a_step(settings),
        )
    folder.write_model(where, job, settings)
    if len(rows) < settings["epochs"]:
        progress.save(where / "progress.npz", job.net, run)
        print(f"stopped after step {run['steps']}, and saved. Go on with", file=sys.stderr)
        print(f"    dout train --resume {where}", file=sys.stderr)
        return 130
    best = run["best"]["epoch"]
    say(
        f"\nthe weights are those of epoch {best}, the best on the validation split by accuracy"
    )
    found = outcome.report(job, where, rows, say)
    results = {
        "data": settings["data"],
        "net": settings["net"],
        "test_accuracy": found["accuracy"],
        "test_loss": found["loss"],
        "epochs": len(rows),
        "seconds": round(time.perf_counter() - began, 2),
        "parameters": sum(inner[key].size for _, inner, key in walk.learned(job.net)),
        "run": str(where),
    }
    say(f"{results['seconds']:.1f} s in all; weights, history and pictures are in {where}")
    if args.json:
        print(json.dumps(results), flush=True)
    return 0


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
    if (where / "confusion.png").exists() and given.get("epochs", 0) <= settings["epochs"]:
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


def prepare(settings: dict, say) -> SimpleNamespace:
    """Return the job: data normalized and split, and the net, told as they come about."""
    for_net, for_split, for_order = np.random.default_rng(settings["seed"]).spawn(3)
    source = choices.module(choices.DATA, settings["data"])
    train, valid = split(*source.load("train"), settings["valid"], for_split)
    figures = normalize.measure(train[0])
    train, valid = ((normalize.apply(x, figures), y) for x, y in (train, valid))
    shape, K = train[0].shape[1:], len(source.CLASSES)
    say(
        f"{settings['data']}: {len(train[0]):,} training and {len(valid[0]):,} validation "
        f"examples of {' x '.join(map(str, shape))}, {K} classes\n"
    )
    told = ("rule", "lr", "schedule", "batch_size", "epochs", "keep", "l2", "seed")
    say(", ".join(f"{key.replace('_', ' ')} {settings[key]}" for key in told) + "\n")
    module, net = build(settings, shape, K, for_net)
    loss = choices.module(choices.LOSSES, settings["loss"])
    say(walk.table(net, train[0][: settings["batch_size"]]) + "\n")
    say(at_chance(module, net, loss, train, K) + "\n")
    return SimpleNamespace(
        source=source,
        train=train,
        valid=valid,
        figures=figures,
        shape=shape,
        module=module,
        net=net,
        loss=loss,
        rule=choices.module(choices.RULES, settings["rule"]),
        rng=for_order,
    )


def split(x, y, share: float, rng) -> tuple:
    """Return ((x, y), (x, y)): for training, and a share drawn at random for validation."""
    order = rng.permutation(len(x))
    held = round(share * len(x))
    if not 0 < held < len(x):
        raise ValueError(f"--valid {share} of {len(x)} examples leaves one of the parts empty")
    return tuple((x[part], y[part]) for part in (order[held:], order[:held]))


def of_a_step(settings: dict) -> dict:
    """Return the settings that fit takes for its steps, under fit's names."""
    keys = ("batch_size", "l2", "l1", "clip_norm", "clip_value", "accumulate")
    decay = settings["weight_decay"]
    rule = {} if decay is None else {"weight_decay": decay}
    return {key: settings[key] for key in keys} | {"settings": rule}


def schedule(settings: dict, n: int):
    """Return the learning rate as a function of the step, for n training examples."""
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
        "cosine": lambda: schedules.cosine(lr, steps),
        "one_cycle": lambda: schedules.one_cycle(lr, steps),
    }
    return schedules.warmed(rates[settings["schedule"]](), warmup)


def at_chance(module, net: dict, loss, data, K: int) -> str:
    """Return the untrained net's loss in words, beside that of K equal scores."""
    x, y = data
    found, _ = evaluate(module, net, loss, (x[:1000], y[:1000]))
    chance = float(loss.forward(np.zeros((1, K)), loss.init() | {"y": np.zeros(1, int)}))
    text = f"loss before training {found:.4f}; with all scores equal it is {chance:.4f}"
    if math.isclose(chance, math.log(K)):
        text += f" = ln {K}"
    if abs(found - chance) > 0.1 * chance:
        text += (
            "\nThat is far off: the net starts sure of itself, its initial weights are large"
        )
    return text


def rehearse(job: SimpleNamespace, settings: dict, say) -> None:
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
    )
    say("dry run: five steps went well; nothing was saved, and the test set was not read")


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
