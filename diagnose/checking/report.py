"""Report: the verdicts of a check, as text, as JSON, and in a notebook."""

import json
import math
import textwrap
from dataclasses import dataclass, field

from diagnose.checking import picture
from diagnose.checking.finding import Finding

WIDTH, LABEL = 88, 14  # of a line, and of the word before what it tells


@dataclass
class Item:
    """One function or layer: right, wrong or unchecked, and what was found."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    settings: int = 0  # of the sweep
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        """Return "right", "wrong" or "unchecked"."""
        verdicts = {f.verdict for f in self.findings}
        return next((v for v in ("wrong", "unchecked") if v in verdicts), "right")

    @property
    def mistake(self) -> str:
        """Return the sentence of the first thing that was found."""
        return self.findings[0].says if self.findings else ""


@dataclass
class Report:
    """All items of a check. Prints as text; a notebook shows it with pictures."""

    path: str
    source: str
    items: list[Item]
    notes: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        """Return 0 if all is right, 1 if something is wrong, 2 if something is unchecked."""
        verdicts = {item.verdict for item in self.items}
        return 1 if "wrong" in verdicts else 2 if "unchecked" in verdicts or not verdicts else 0

    def json(self) -> str:
        """Return one object on one line: an item for each finding, or one that is right."""
        rows = []
        for item in self.items:
            if not item.findings:
                rows.append(row(item.name, "right"))
            for f in item.findings:
                figure = f.figure
                if figure is not None and not math.isfinite(figure):
                    figure = None
                where = f"{self.path}:{f.line}" if f.line else ""
                rows.append(row(item.name, f.verdict, f.says, where, figure, f.setting, f.name))
        return json.dumps({"items": rows})

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    def text(self, pictures=True) -> str:
        """Return the verdicts, with pictures of characters or without."""
        said = [line for item in self.items for line in lines(item, self, pictures)]
        return "\n".join(said + [row for note in self.notes for row in wrapped(note)])

    def _ipython_display_(self) -> None:
        """Show the verdicts in a notebook, each wrong array as a picture."""
        from IPython.display import Image, display  # there is one, as it has called this

        from diagnose.checking import drawing  # matplotlib, only where there is a picture

        print(self.text(pictures=False))
        for item in self.items:
            for finding in item.findings:
                if finding.worst is not None:
                    display(Image(drawing.png(finding)))


def unchecked(name: str, why: str) -> str:
    """Return the JSON of a target that is none."""
    return json.dumps({"items": [row(name, "unchecked", why)]})


def row(name, verdict, mistake="", where="", figure=None, setting="", kind="") -> dict:
    """Return one item of the JSON."""
    return {
        "name": name,
        "verdict": verdict,
        "mistake": mistake,
        "kind": kind,
        "where": where,
        "figure": figure,
        "setting": setting,
    }


def lines(item: Item, report: Report, pictures: bool) -> list[str]:
    """Return the lines of one item's verdict."""
    took = (
        f" ({item.settings} settings, {item.seconds:.1f} s)" if item.verdict == "right" else ""
    )
    said = [f"{item.name}: {item.verdict}{took}"]
    for f in item.findings:
        said += ["", *("  " + line for line in of_finding(f, report, pictures)), ""]
    return said + [line for note in item.notes for line in wrapped(note, "  note: ", 8)]


def of_finding(f: Finding, report: Report, pictures: bool) -> list[str]:
    """Return the lines of one finding, the sentence first and the picture last."""
    said = wrapped(f.says)
    if f.worst is not None:
        at = f"[{', '.join(map(str, f.worst))}]" if f.worst else ""
        theirs, true = (float(a[f.worst]) if f.worst else float(a) for a in (f.theirs, f.true))
        true, theirs = told_apart(true, theirs)
        said.append(f"worst entry   {f.of}{at} should be {true}, yours is {theirs}")
    for label, text in (("formula", f.formula), ("setting", f.setting)):
        said += wrapped(text, f"{label:<{LABEL}}", LABEL) if text else []
    if f.line:
        source = report.source.split("\n")[f.line - 1 : f.line]
        said.append(f"look at       {report.path}:{f.line}")
        said += [
            " " * LABEL + textwrap.shorten(a, WIDTH - LABEL, placeholder=" ...") for a in source
        ]
    for note in f.notes:
        said += wrapped(note, f"{'and':<{LABEL}}", LABEL)
    shown = picture.text(f) if pictures else []
    return said + ([""] + shown if shown else [])


def told_apart(a: float, b: float) -> tuple[str, str]:
    """Return two numbers with six digits, or as many as it takes to see that they differ."""
    for digits in range(6, 17):
        said = f"{a:.{digits}g}", f"{b:.{digits}g}"
        if said[0] != said[1]:
            break
    return said


def wrapped(text: str, first="", indent=0) -> list[str]:
    """Return text in lines of at most WIDTH, the first after a label."""
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * indent)
