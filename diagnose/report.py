"""Report: a diagnosis as one page of HTML that loads nothing and runs nothing.

The alarms come first, a card a leak, each with the picture that shows it; then what was found
sound, the other pictures, and the run's facts. The page follows the reader's choice of light
or dark, and its columns the width that there is.
"""

import base64
import math
from html import escape

from diagnose.leaks.finding import Finding
from diagnose.pictures import Picture
from diagnose.style import CSS

SHOWN_BY = {  # a word of a leak's name: the picture that shows it
    "through time": "time",
    "dead": "dead",
    "update": "updates",
    "depth": "gradients",
    "gradient": "gradients",
    "saturat": "activations",
    "clipped": "activations",
    "overflow": "activations",
    "variance": "activations",
    "symmetr": "weights",
    "loss": "curves",
    "gap": "curves",
}


def page(name: str, findings: list[Finding], record: dict, drawn: list, facts: dict) -> str:
    """Return the page.

    name is the run's, drawn a list of (Picture, PNG for light pages, PNG for dark ones), facts
    what there is to say of the run, name to text.
    """
    alarms = grouped([f for f in findings if f.alarm])
    left = {picture.name: (picture, light, dark) for picture, light, dark in drawn}
    cards = [card(leak, found, record, left) for leak, found in alarms.items()]
    title = escape(f"Diagnosis of {name}")
    body = [
        f"<header><h1>{title}</h1><p class='lead'>{verdict(alarms)}</p></header>",
        *cards,
        table([f for f in findings if not f.alarm]),
        gone(alarms, record),
        "<section><h2>Pictures</h2><div class='grid'>",
        *(shown(*part) for part in left.values() if part),
        "</div></section>" if any(left.values()) else "<p>All stand above.</p></div></section>",
        run_facts(facts),
    ]
    return f"{HEAD}<title>{title}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n" + (
        "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
"""


def grouped(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by leak, in the order in which they came."""
    found = {}
    for finding in findings:
        found.setdefault(finding.leak, []).append(finding)
    return found


def sound(findings: list[Finding]) -> list[tuple[str, Finding, int]]:
    """Return for each leak the finding nearest to its threshold, and how many there were."""

    def distance(f):
        away = abs(f.figure - f.threshold) / (abs(f.threshold) or 1)
        return away if math.isfinite(away) else math.inf

    return [
        (leak, min(found, key=distance), len(found))
        for leak, found in grouped(findings).items()
    ]


def verdict(alarms: dict) -> str:
    """Return the page's first sentence, as HTML."""
    if not alarms:
        return "No leak found."
    n = sum(map(len, alarms.values()))
    leaks = f"{len(alarms)} leaks" if len(alarms) > 1 else "One leak"
    links = ", ".join(f"<a href='#{anchor(leak)}'>{escape(leak)}</a>" for leak in alarms)
    return f"{leaks}, in {n} place{'s' * (n > 1)}: {links}."


def anchor(leak: str) -> str:
    """Return an id made of a leak's name."""
    return "leak-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in leak)


def card(leak: str, found: list[Finding], record: dict, left: dict) -> str:
    """Return a leak's card. Its picture becomes None in left; a later card links to it."""
    places = "".join(
        f"<li><p><code>{escape(f.where)}</code> <strong>{number(f.figure)}</strong> "
        f"<span class='quiet'>against a threshold of {number(f.threshold)}"
        f"{escape(since(f, record))}</span></p><p>{escape(f.said)}.</p></li>"
        for f in found
    )
    remedies = dict.fromkeys(f.remedy for f in found)
    todo = " ".join(map(escape, remedies))
    name = next((name for word, name in SHOWN_BY.items() if word in leak), None)
    image = ""
    if left.get(name):
        image = shown(*left[name])
        left[name] = None
    elif name in left:
        todo += f"</p><p><a href='#{name}'>The picture stands above.</a>"
    return (
        f"<article class='card' id='{anchor(leak)}'><div>"
        f"<h2><span aria-hidden='true'>&#9650;</span> {escape(leak)}</h2><ul>{places}</ul>"
        f"<p class='remedy'><strong>What to do.</strong> {todo}</p></div>{image}</article>"
    )


def since(f: Finding, record: dict) -> str:
    """Return in words since which look of the record the finding is an alarm."""
    first = None
    for look in record["looks"]:
        if any((leak, where) == (f.leak, f.where) for leak, where, *_ in look["findings"]):
            first = look["epoch"] if first is None else first
        else:
            first = None
    if first is None:
        return ""
    return f", since epoch {first}" if first else ", since before training"


def gone(alarms: dict, record: dict) -> str:
    """Return a list of the leaks that were seen while training and are not there now."""
    now = {(f.leak, f.where) for found in alarms.values() for f in found}
    epochs = {}
    for look in record["looks"]:
        for leak, where, *_ in look["findings"]:
            if (leak, where) not in now:
                epochs.setdefault((leak, where), []).append(look["epoch"])
    if not epochs:
        return ""
    lines = "".join(
        f"<li>{escape(leak)}, <code>{escape(where)}</code>: at epoch {', '.join(map(str, e))}"
        "</li>"
        for (leak, where), e in epochs.items()
    )
    title = "Seen while training, and not now"
    return f"<section><h2>{title}</h2><ul class='quiet'>{lines}</ul></section>"


def table(findings: list[Finding]) -> str:
    """Return the table of what was looked at and is no alarm, a line a leak."""
    if not findings:
        return ""
    lines = "".join(line(f, n) for _, f, n in sound(findings))
    heads = "".join(f"<th scope='col'>{head}</th>" for head in ("leak", "figure", "threshold"))
    return (
        "<section><h2>Looked at and found sound</h2>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></section>"
    )


def line(f: Finding, n: int) -> str:
    """Return a finding's line of the table, the worst of n."""
    of = f", the worst of {n}" if n > 1 else ""
    return (
        f"<tr><th scope='row'><strong>{escape(f.leak)}</strong>, {escape(f.where)}{of}"
        f"<br><span class='quiet'>{escape(f.said)}</span></th>"
        f"<td data-name='figure'>{number(f.figure)}</td>"
        f"<td data-name='threshold'>{number(f.threshold)}</td></tr>"
    )


def shown(picture: Picture, light: bytes, dark: bytes) -> str:
    """Return a picture with its caption, dark on dark pages."""
    day, night = (
        "data:image/png;base64," + base64.b64encode(a).decode() for a in (light, dark)
    )
    title, said = escape(picture.title), escape(picture.said)
    return (
        f"<figure id='{escape(picture.name)}'><picture>"
        f"<source media='(prefers-color-scheme: dark)' srcset='{night}'>"
        f"<img src='{day}' alt='{title}. {said}'></picture>"
        f"<figcaption><strong>{title}.</strong> {said}</figcaption></figure>"
    )


def run_facts(facts: dict) -> str:
    """Return the run's facts, as pairs."""
    pairs = "".join(
        f"<div><dt>{escape(key.replace('_', ' '))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in facts.items()
    )
    return f"<section><h2>The run</h2><dl>{pairs}</dl></section>"


def number(v: float) -> str:
    """Return a figure in three digits."""
    return f"{v:.3g}" if math.isfinite(v) else "not finite"
