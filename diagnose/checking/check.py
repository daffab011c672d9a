"""Check: run each item of a target in a process of its own, and report."""

import os
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from diagnose.checking import process, where
from diagnose.checking.finding import Finding
from diagnose.checking.report import Item, Report
from diagnose.checking.signature import missing
from diagnose.checking.subject import Subject, subjects, taught
from diagnose.checking.target import Target, target
from diagnose.checking.visitor import partner

SECONDS = 4.0  # for one call; sound ones take milliseconds


def check(
    wanted, *, everything=False, like=None, sizes=None, shape=None, seed=0, seconds=SECONDS
) -> Report:
    """Check a module, a file or FILE:function, and return the Report.

    everything goes on past the first mistake of an item. like names the layer or rule of this
    project that a file should be, where its own name does not say so; for a layer that is not
    known, sizes are init's arguments, and shape is x's. seed draws the numbers. seconds is what
    one call may take. Raises ValueError if there is no such target, or nothing to check in it.
    """
    aim = target(wanted)
    first, *others = subjects(aim, seed, like, sizes, shape)
    items = [one(aim.file, first, everything, seconds)]
    if any(f.name == "not imported" for f in items[0].findings):  # so it is for all
        items += [Item(subject.name, items[0].findings) for subject in others]
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ask = partial(one, aim.file, everything=everything, seconds=seconds)
            try:
                items += pool.map(ask, others)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                process.end_all()
                raise
    return Report(shorter(aim.file.path), aim.file.source, items, left_out(aim, items))


def left_out(aim: Target, items: list[Item]) -> list[str]:
    """Return a note for each function that sounds as if it were to be checked, and was not."""
    if aim.contract != "cs231n" or aim.function:
        return []
    known, rules = taught()
    seen = {item.name for item in items}
    seen |= {partner(name) for name in seen}
    notes = []
    for name in aim.names:
        near = get_close_matches(name, [*known, *rules], 1, 0.8)
        if name in seen or not (near or "forward" in name or "backward" in name):
            continue
        hint = f"; did you mean {near[0]}?" if near else ", as it has no partner"
        notes.append(f"not looked at: {name}{hint}")
    return notes


def shorter(path: Path) -> str:
    """Return the path from here, if it is below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def one(file: process.File, subject: Subject, everything: bool, seconds: float) -> Item:
    """Return the Item of a subject, whatever the file does."""
    item, begun = Item(subject.name), process.clock()
    try:
        with process.running(file, subject.functions, seconds) as worker:
            for finding in findings(worker, file, subject, item):
                if finding.verdict == "note":
                    if finding.says not in item.notes:
                        item.notes.append(finding.says)
                    continue
                ran = worker.lines(finding.function)
                finding.line = where.line(file.source, finding, ran)
                add(item.findings, finding)
                if not everything:
                    break
    except process.Stopped as stopped:
        item.findings.append(ended(stopped, subject))
    except Exception as error:  # the judge's own, over an answer that it did not expect
        says = f"{subject.name} could not be checked: its answers led to {error!r} here."
        item.findings.append(Finding("stopped", says, verdict="unchecked"))
    item.seconds = process.clock() - begun
    return item


def add(findings: list[Finding], finding: Finding) -> None:
    """Add a finding, or to what was found before that it shows at another setting too."""
    for other in findings:
        if (other.says, other.of, other.function) == (
            finding.says,
            finding.of,
            finding.function,
        ):
            other.notes.append(f"at {finding.setting.partition(':')[0]}")
            return
    findings.append(finding)


def ended(stopped: process.Stopped, subject: Subject) -> Finding:
    """Return why a subject was not judged to the end."""
    if not stopped.loaded:
        says = f"The file could not be imported: {stopped}."
        return Finding("not imported", says, verdict="unchecked")
    says = f"{subject.name} could not be checked: {stopped}."
    return Finding("stopped", says, function=subject.name, verdict="unchecked")


def findings(worker, file: process.File, subject: Subject, item: Item):
    """Yield what there is to say of one item."""
    if "error" in worker.loaded:
        error = worker.loaded["error"]
        says = f"{file.path.name} cannot be imported: {error['kind']}: {error['says']}."
        yield Finding("not imported", says, line=error["line"], verdict="unchecked")
        return
    amiss = list(missing(worker.loaded["signatures"], subject.functions))
    if amiss:
        yield from amiss
        return
    for finding in subject.judged(worker, item):
        if subject.only and finding.function not in subject.only and finding.verdict != "note":
            says = (
                f"{subject.name} works on the cache of {finding.function}, which is wrong: "
                f"{finding.says}"
            )
            yield Finding(
                "its forward is wrong", says, function=finding.function, verdict="unchecked"
            )
            return
        if finding.name == "not written" and finding.function == subject.partner:
            finding.says += f" {subject.name} alone was checked."
            finding.verdict = "note"
        yield finding
