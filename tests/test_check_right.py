"""What is right is not blamed: the project's own layers and rules, and plain files."""

import pkgutil
from pathlib import Path

import pytest
from planted import COURSE, RIGHT

import layers
import optim
from diagnose import check
from diagnose.checking import known
from diagnose.checking.cs231n.table import PAIRS, RULES

ROOT = Path(layers.__file__).parent.parent
NAMES = sorted(info.name for info in pkgutil.iter_modules(known.__path__))
FEW = ("batchnorm", "dropout", "embedding", "cross_entropy", "adam")


def files(names) -> list[Path]:
    """Return the project's file and the plain one of each name."""
    folder = {n: "layers" if (ROOT / "layers" / f"{n}.py").exists() else "optim" for n in names}
    return [path for n in names for path in (ROOT / folder[n] / f"{n}.py", RIGHT / f"{n}.py")]


def blamed(path, seed=0) -> list:
    """Return what is not right in a file, with what was said of it."""
    found = check(path, seed=seed).items
    return [(item.name, item.mistake) for item in found if item.verdict != "right"]


def test_every_layer_and_rule_is_known_and_has_a_plain_file():
    rules = {
        path.stem for path in (ROOT / "optim").glob("*.py") if "def update(" in path.read_text()
    }
    wanted = {info.name for info in pkgutil.iter_modules(layers.__path__)} | rules
    assert wanted == set(NAMES) == {path.stem for path in RIGHT.glob("*.py")} - {"cs231n"}
    assert {info.name for info in pkgutil.iter_modules(optim.__path__)} >= rules


@pytest.mark.parametrize("path", files(FEW), ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_right_file_is_right(path):
    assert blamed(path) == []


def test_a_right_file_under_the_course_s_names_is_right():
    source = COURSE.read_text()
    names = {name for p in PAIRS for name in (p.forward, *p.backward)} | {r.name for r in RULES}
    assert all(f"def {name}(" in source for name in names) and len(names) == 38
    report = check(COURSE)
    assert {item.name: item.verdict for item in report.items} == dict.fromkeys(names, "right")


@pytest.mark.slow
def test_with_another_seed_too():
    wrong = [found for path in [*files(NAMES), COURSE] for found in blamed(path, seed=1)]
    assert wrong == []
