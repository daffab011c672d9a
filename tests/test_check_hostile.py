"""What a checked file may do: it costs its own item, and makes no wrong answer right."""

import time

import numpy as np
import pytest

from diagnose import check
from diagnose.checking import process

GOOD = """
import numpy as np

def relu_forward(x):
    return np.maximum(x, 0), x

def relu_backward(dout, cache):
    return dout * (cache > 0)
"""
DEEDS = {  # what relu_backward does before it answers, and what is said of it
    "while True: pass": "did not answer in 1 seconds",
    "import os; os._exit(0)": "ended the interpreter, with exit code 0",
    "import os; os.abort()": "ended the interpreter, by signal",
    "import ctypes; ctypes.string_at(0)": "ended the interpreter, by signal",
    "np.zeros(10 * 2**30, np.uint8)": "more memory",
    "import sys; sys.exit(0)": "raises SystemExit",
    "raise KeyboardInterrupt": "raises KeyboardInterrupt",
    "relu_backward(dout, cache)": "raises RecursionError",
    "input()": "raises EOFError",
    "import os; os.system('true')": "kept from it",
    "import subprocess; subprocess.run(['true'])": "kept from it",
    "import os; os.fork()": "kept from it",
    "import socket; socket.socket().connect(('127.0.0.1', 9))": "kept from it",
    "raise NotImplementedError": "not written yet",
    "import os; os.write(4, b'x' * 100)": "could not be read",
}


@pytest.fixture
def save(tmp_path):
    def write(source, name="mine.py"):
        (tmp_path / name).write_text(source)
        return tmp_path / name

    return write


def doing(deed: str) -> str:
    head = "def relu_backward(dout, cache):\n"
    return GOOD.replace(head, f"{head}    {deed}\n")


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_costs_its_own_item(save, deed):
    report = check(save(doing(deed)), seconds=1 if deed.startswith("while") else 4)
    own, others = report.items[-1], report.items[:-1]
    assert own.verdict in ("wrong", "unchecked") and [i.verdict for i in others] == ["right"]
    assert DEEDS[deed] in report.items[-1].mistake.replace("was kept", "kept")


@pytest.mark.parametrize(
    "deed",
    [
        "print('x' * 10**6)",
        "import os; os.write(1, b'x' * 10**6)",
        "open('mine.txt', 'w').write('x')",
        "import warnings; warnings.warn('x')",
        "np.seterr(all='raise')",
        "import random; random.seed(1); np.random.seed(1)",
    ],
)
def test_what_harms_nobody_is_let_be(save, tmp_path, deed):
    report = check(save(doing(deed)))
    assert [item.verdict for item in report.items] == ["right"] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


@pytest.mark.parametrize("mode", ["w", "a", "r+"])
def test_files_of_others_are_not_written_to(save, tmp_path, mode):
    (tmp_path / "precious.txt").write_text("precious")
    report = check(save(doing(f"open({str(tmp_path / 'precious.txt')!r}, {mode!r})")))
    assert "writes to the file" in report.items[-1].mistake
    assert (tmp_path / "precious.txt").read_text() == "precious"


@pytest.mark.parametrize("deed", ["os.remove(__file__)", "os.rename(__file__, 'x')"])
def test_files_are_neither_removed_nor_moved(save, deed):
    path = save(doing(f"import os; {deed}"))
    assert check(path).items[-1].verdict == "unchecked" and path.exists()


@pytest.mark.parametrize(
    "patch",
    [
        "np.allclose = lambda *a, **k: True",
        "np.abs = np.max = lambda *a, **k: 0.0",
        "np.asarray = np.array = lambda *a, **k: None",
        "np.ndarray = object",
        "import diagnose.checking.finding as f; f.differ = lambda *a: np.zeros(1, bool)",
        "import arrays.message as m; m.encode = lambda *a: None",
        "import json; json.dumps = lambda *a, **k: '{}'",
        "import builtins; builtins.isinstance = lambda *a: True",
    ],
)
@pytest.mark.parametrize("where", ["at import", "in a call"])
def test_no_patch_makes_a_wrong_answer_right(save, patch, where):
    wrong = "dout * (cache > -1)"
    source = doing(patch) if where == "in a call" else f"import numpy as np\n{patch}\n{GOOD}"
    path = save(source.replace("dout * (cache > 0)", wrong))
    assert check(f"{path}:relu_backward", seconds=2).items[0].verdict != "right"


def test_a_change_of_the_file_while_it_is_checked_counts_for_nothing(save):
    deed = "import os; os.truncate(__file__, 0)"
    path = save(doing(deed))
    assert check(path).items[-1].verdict == "unchecked" and path.read_text()


@pytest.mark.parametrize(
    "source, said",
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import no_such_module", "No module named 'no_such_module'"),
        ("while True: pass", "did not answer"),
        ("import os; os._exit(3)", "exit code 3"),
    ],
)
def test_a_file_that_cannot_be_imported_is_unchecked_in_all_items(save, source, said):
    report = check(save(f"{GOOD}\n{source}\n"), seconds=0.5)
    assert len(report.items) == 2 and report.code == 2
    assert all(said in item.mistake for item in report.items)


def test_the_judge_s_own_time_is_not_the_file_s(save):
    file = process.opened(save(GOOD))
    with process.running(file, ["relu_forward"], 0.3) as worker:
        for _ in range(2):
            assert "value" in worker.call("relu_forward", np.ones(3))
            time.sleep(0.6)


def test_a_file_may_import_what_lies_beside_it(save):
    save("def twice(x):\n    return 2 * x\n", "beside.py")
    source = "from beside import twice\n" + GOOD.replace("dout * (c", "twice(dout) * (c")
    assert "2 times" in check(save(source)).items[-1].mistake


def test_a_file_of_a_package_may_import_from_it(save, tmp_path):
    folder = tmp_path / "cs231n"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "fast.py").write_text("def half(x):\n    return x / 2\n")
    (folder / "layers.py").write_text("from .fast import half\n" + GOOD)
    assert check(folder / "layers.py").code == 0


def test_a_folder_s_names_do_not_hide_the_standard_library(save):
    save("raise ValueError('not this one')\n", "random.py")
    assert check(save("import random\n" + GOOD)).code == 0


def test_an_encoding_is_read_as_the_file_names_it(tmp_path):
    path = tmp_path / "mine.py"
    path.write_bytes(("# -*- coding: latin-1 -*-\n# \u00e9\n" + GOOD).encode("latin-1"))
    assert check(path).code == 0
    path.write_bytes(b"# \xff\xfe\n" + GOOD.encode())
    with pytest.raises(ValueError, match="cannot be read as Python"):
        check(path)
