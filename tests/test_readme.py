"""The README's Python runs as it stands, in order, in one namespace."""

import re
from pathlib import Path

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


def test_every_file_that_is_named_exists():
    root = Path(__file__).parent.parent
    named = re.findall(r"\]\(([^)#:]+)\)|`((?:notebooks|\w+)/[\w./]+)`", README)
    for path in {a or b for a, b in named}:
        assert (root / path).exists(), path
