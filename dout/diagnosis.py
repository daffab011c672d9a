"""Diagnosis: `dout diagnose` from a run folder to verdicts, pictures and a page."""

import importlib
import json
from pathlib import Path

import numpy as np

from arrays.archive import Damaged
from arrays.atomic import replacing
from data.batches import in_order, shuffled
from diagnose import evidence, pictures, record, report
from diagnose.leaks import measure
from diagnose.leaks.finding import Finding
from dout import folder, session
from nets import checkpoint, walk
from optim import progress
from optim.evaluate import rows


def diagnose(args) -> int:
    """Print what the rules found, write pictures and report, and return 0."""
    where = Path(args.run)
    out = place(args.out, where)
    settings, job, run = opened(where)
    kept = checked(record.load(where), job.net, where)
    e = look(settings, job, run, args.examples)
    findings = measure(e)
    for line in verdicts(findings):
        print(line)
    drawn = []
    out.mkdir(parents=True, exist_ok=True)
    for picture in pictures.of_run(e, kept, findings, job.facts.get("shape")):
        light, dark = (pictures.png(picture, s) for s in (pictures.LIGHT, pictures.DARK))
        drawn.append((picture, light, dark))
        with replacing(out / f"{picture.name}.png") as file:
            file.write(light)
    for name in {*pictures.NAMES} - {picture.name for picture, _, _ in drawn}:
        (out / f"{name}.png").unlink(missing_ok=True)  # of an earlier diagnosis
    with replacing(out / "report.html", "w") as file:
        file.write(report.page(where.name, findings, kept, drawn, facts(settings, e)))
    print(f"\nthe report is {out / 'report.html'}, with its pictures beside it")
    if args.json:
        said = [as_json(f) for f in findings]
        print(json.dumps({"run": args.run, "findings": said}, allow_nan=False))
    return 0


def place(out: str | None, run: Path) -> Path:
    """Return the folder to write to. ValueError for one that is a run's, or no folder."""
    where = Path(out) if out else run / "diagnosis"
    if where.exists() and not where.is_dir():
        raise ValueError(f"{where} is not a folder: give --out another")
    if (where / "config.json").exists():
        raise ValueError(f"{where} is a run's own folder: give --out another, or leave it out")
    return where


def opened(where: Path) -> tuple:
    """Return the run's settings, its job with the weights at the end, and what fit kept.

    Without progress.npz the weights are model.npz's, and nothing was kept. ValueError where
    there is neither.
    """
    settings = folder.settings(where)
    if not any((where / name).is_file() for name in ("progress.npz", "model.npz")):
        raise ValueError(
            f"{where} has no weights: there is neither progress.npz, which is written after "
            "the first epoch, nor model.npz, which is written at the end"
        )
    kind = "language" if settings["data"] == "text" else "labelled"
    job = importlib.import_module(f"dout.{kind}").prepare(settings, lambda text: None)
    folder.refuse_other_data(where, job.identity)
    if (where / "progress.npz").is_file():
        return settings, job, progress.load(where / "progress.npz", job.net)
    _, saved, _, _ = checkpoint.load(where / "model.npz")
    held = {path: inner[key] for path, inner, key in walk.lasting(saved)}
    for path, inner, key in walk.lasting(job.net):
        if path not in held or held[path].shape != inner[key].shape:
            raise Damaged(f"{where / 'model.npz'} is not of the net of config.json: {path}")
        inner[key][...] = held[path]
    return settings, job, {"history": [], "states": None, "steps": 1}


def checked(kept: dict, net: dict, where: Path) -> dict:
    """Return the record. Raises Damaged unless it is as record.py says, and of this net."""
    wide = {"out": 3 + record.BINS, "dout": 3 + record.BINS, "update": None}
    try:
        fits = all(
            isinstance(look["epoch"], int) and all(len(f) == 4 for f in look["findings"])
            for look in kept["looks"]
        )
        for name, looks in kept["arrays"].items():
            way = name.partition("/")[0]
            shape = (wide[way],) if wide.get(way) else () if way in wide else (looks[0].size,)
            fits &= all(a.shape == shape for a in looks)
    except (KeyError, TypeError, IndexError):
        fits = False
    if not fits:
        raise Damaged(f"{where / record.FILE} is not a record of looks at a net")
    paths = {path for path, _ in walk.layers(net)}
    for name in kept["arrays"]:
        if name.startswith("out/") and name.removeprefix("out/") not in paths:
            raise Damaged(f"{where / record.FILE} is of another run's net: it has {name}")
    return kept


def look(settings: dict, job, run: dict, examples: int | None) -> evidence.Evidence:
    """Return one look at the job's net, on examples drawn from the training set."""
    x, y = job.train
    rng = np.random.default_rng(0)
    n = min(examples or rows(y), len(x))
    few = np.sort(rng.choice(len(x), n, replace=False))
    history = run["history"]
    known = {"history": history, "untrained": not run["steps"]}
    known["loss_cache"] = session.of_a_step(settings)["loss_cache"]
    if run["states"] and history:
        known |= {"rule": job.rule, "states": run["states"], "lr": history[-1]["lr"]}

    def batches():
        if job.loop.get("contiguous"):
            return in_order(x, y, settings["batch_size"])
        return shuffled(x, y, settings["batch_size"], rng, size=settings["epoch_size"])

    apart = settings["context"] if settings["net"] == "transformer" else 1
    whole = x[::apart], y[::apart]  # of windows that overlap, each character once
    given = job.module, job.net, x[few], y[few], job.loss
    return evidence.gather(*given, data=whole, batches=batches, **known)


def verdicts(findings: list[Finding]) -> list[str]:
    """Return the lines to print: the alarms, then the worst figure of each other leak."""
    alarms = [f for f in findings if f.alarm]
    loud = {f.leak for f in alarms}
    lines = [str(f) for f in alarms] or ["no leak found"]
    for _, worst, n in report.sound([f for f in findings if f.leak not in loud]):
        lines.append(f"sound: {worst}" + f" (the worst of {n})" * (n > 1))
    return lines


def facts(settings: dict, e: evidence.Evidence) -> dict:
    """Return what the report's end says of the run, name to text."""
    found = {"looked at": f"{len(e.x):,} training examples, loss {e.loss:.4g}"}
    learned = sum(inner[key].size for _, inner, key in walk.learned(e.net))
    found["parameters"] = f"{learned:,}"
    found["examples"] = f"{len(e.data[0]):,} in the training set"
    if e.history:
        last = e.history[-1]
        found["epochs trained"] = f"{last['epoch']}"
        for key in ("train_accuracy", "valid_accuracy"):
            if last[key] is not None:
                found[key.replace("_", " ")] = f"{last[key]:.2%}"
    return found | {k: str(v) for k, v in settings.items() if v not in (None, ())}


def as_json(f: Finding) -> dict:
    """Return a finding as JSON has it, null for a figure that is not finite."""
    figures = {key: record.finite(getattr(f, key)) for key in ("figure", "threshold")}
    said = {key: getattr(f, key) for key in ("leak", "where", "said", "remedy")}
    return said | figures | {"alarm": bool(f.alarm)}
