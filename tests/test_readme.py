"""The README's Python runs as it stands, in order, in one namespace."""

import re
from pathlib import Path

from dout.__main__ import main

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_the_python_examples_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # one saves a picture
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(examples) == 5
    names = {}
    for example in examples:
        exec(compile(example, "README.md", "exec"), names)
    assert names["value"] < 1.0986
    assert names["history"][-1]["valid_accuracy"] > 0.85


def test_the_verdict_is_the_one_that_is_shown(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shown = re.search(
        r"    \$ cat my_softmax.py\n(.*?)    \$ dout check my_softmax.py\n(.*?)\n\nIt ",
        README,
        re.S,
    )
    source, verdict = (re.sub(r"^    ", "", part, flags=re.M) for part in shown.groups())
    Path("my_softmax.py").write_text(source)
    assert main(["check", "my_softmax.py"]) == 1
    said = [line.rstrip() for line in capsys.readouterr().out.rstrip().splitlines()]
    assert said == [line.rstrip() for line in verdict.splitlines()]


def test_every_file_that_is_named_exists():
    root = Path(__file__).parent.parent
    named = re.findall(r"\]\(([^)#:]+)\)|`((?:notebooks|\w+)/[\w./]+)`", README)
    for path in {a or b for a, b in named}:
        assert (root / path).exists(), path
