"""`dout check` and `diagnose.check`: targets, contracts, exit codes, JSON, what is printed."""

import json

import numpy as np
import pytest
from planted import COURSE, RIGHT

import layers.affine
from diagnose import check
from dout.__main__ import main

AFFINE = (RIGHT / "affine.py").read_text()
MEAN = AFFINE.replace("drows.sum(axis=0)", "drows.mean(axis=0)")
SOURCES = """
import numpy as np

def relu_forward(x):
    return np.maximum(x, 0), x

def relu_backward(dout, cache):
    return -dout * (cache > 0)

def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b, (x, w)

def affine_backward(dout, cache):
    raise NotImplementedError

def helper(x):
    return x
"""


@pytest.fixture
def save(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(source, name="affine.py"):
        (tmp_path / name).write_text(source)
        return name

    return write


def checked(target, capsys, *flags):
    """Return the exit code, the JSON and the text of one run."""
    code = main(["check", str(target), "--json", *flags])
    said = capsys.readouterr().out
    return code, json.loads(said.splitlines()[-1])["items"], said


def test_a_module_of_the_project_is_right(capsys):
    code, (item,), said = checked("layers.affine", capsys)
    assert (code, item["verdict"], item["name"]) == (0, "right", "affine")
    assert item["mistake"] == item["where"] == "" and item["figure"] is None


def test_a_module_may_be_given_as_it_is():
    assert check(layers.affine).code == 0


def test_a_mistake_is_named_with_its_entry_formula_setting_and_line(save, capsys):
    code, (item,), said = checked(save(MEAN), capsys)
    assert (code, item["verdict"]) == (1, "wrong")
    line = 1 + MEAN.splitlines().index('    cache["db"] = drows.mean(axis=0)')
    assert item["where"] == f"affine.py:{line}"
    assert item["figure"] == pytest.approx(0.8)
    assert (
        "divided by 5 (N, the number of examples)" in item["mistake"]
        and "unequal" in item["setting"]
    )
    assert "should be" in said and "formula       db = dout summed" in said
    assert 'cache["db"] = drows.mean(axis=0)' in said and "true db" in said


def test_it_stops_at_the_first_mistake_unless_all_are_asked_for(save, capsys):
    two = save(MEAN.replace("return dout @ w.T", "return -dout @ w.T"))
    assert len(checked(two, capsys)[1]) == 1
    found = {item["mistake"].split()[0] for item in checked(two, capsys, "--all")[1]}
    assert {"db", "dx"} <= found


def test_each_function_of_a_file_is_an_item_of_its_own(save, capsys):
    code, items, said = checked(save(SOURCES, "mine.py"), capsys)
    assert {item["name"]: item["verdict"] for item in items} == {
        "relu_forward": "right",
        "relu_backward": "wrong",
        "affine_forward": "right",
        "affine_backward": "unchecked",
    }
    assert code == 1 and "not written yet" in said


def test_one_function_is_checked_with_its_partner(save, capsys):
    name = save(SOURCES.replace("np.maximum(x, 0), x", "np.minimum(x, 0), x"), "mine.py")
    code, (item,), _ = checked(f"{name}:relu_backward", capsys)
    assert code == 1 and item["name"] == "relu_backward" and item["mistake"].startswith("out")
    assert checked(f"{name}:affine_forward", capsys)[0] == 0
    assert checked(f"{name}:affine_backward", capsys)[0] == 2


def test_a_backward_is_not_blamed_for_its_forward(save, capsys):
    source = (
        "def relu_forward(x):\n    return x + 1, x * 0\n\n"
        "def relu_backward(dout, cache):\n    return dout * (cache > 0)\n"
    )
    items = checked(save(source, "mine.py"), capsys)[1]
    assert [item["verdict"] for item in items] == ["wrong", "unchecked"]
    assert "relu_forward" in items[1]["mistake"]


def test_a_file_of_another_name_is_held_to_the_layer_it_should_be(save, capsys):
    assert checked(save(MEAN, "my_affine.py"), capsys)[0] == 1
    name = save(MEAN, "linear.py")
    items = checked(name, capsys, "--like", "affine")[1]
    assert "db is what it should be, divided by 5" in items[0]["mistake"]
    assert checked(save(AFFINE, "linear.py"), capsys, "--like", "affine")[0] == 0


SWISH = """
import numpy as np

def init(beta=1.0):
    return {"beta": beta}

def forward(x, cache):
    cache["x"], cache["s"] = x, 1 / (1 + np.exp(-cache["beta"] * x))
    return x * cache["s"]

def backward(dout, cache):
    x, s, beta = (cache[key] for key in ("x", "s", "beta"))
    return dout * (s + beta * x * s * (1 - s))
"""


def test_a_layer_that_nobody_knows_is_held_to_its_own_forward(save, capsys):
    code, (item,), said = checked(save(SWISH, "swish.py"), capsys)
    assert code == 0 and "held to its own forward" in said
    wrong = SWISH.replace("dout * (s", "1.001 * dout * (s")
    code, (item,), said = checked(save(wrong, "swish.py"), capsys)
    assert code == 1 and "1.001 times" in item["mistake"]


PAIR = """
import numpy as np

def low_forward(x, w, b):
    out = np.tanh(x @ w + b)
    return out, (x, w, out)

def low_backward(dout, cache):
    x, w, out = cache
    d = dout * (1 - out**2)
    return d @ w.T, x.T @ d, d.sum(axis=0)
"""


def test_so_is_a_pair_of_functions(save, capsys):
    assert checked(save(PAIR, "mine.py"), capsys)[0] == 0
    wrong = save(PAIR.replace("x.T @ d,", "x.T @ dout,"), "mine.py")
    assert checked(wrong, capsys)[0] == 1


def test_an_unknown_layer_takes_sizes_and_shape(save, capsys):
    source = SWISH.replace("beta=1.0", "rows, columns")
    source = source.replace('"beta": beta', '"beta": 1.0, "shape": (rows, columns)')
    first = "def forward(x, cache):\n"
    name = save(source.replace(first, first + "    x.reshape(cache['shape'])\n"), "fixed.py")
    assert checked(name, capsys)[0] == 2
    assert checked(name, capsys, "--sizes", "7,2", "--shape", "7,2")[0] == 0


def test_a_rule_moves_w_in_place(save, capsys):
    rule = (RIGHT / "sgd.py").read_text()
    assert checked(save(rule, "sgd.py"), capsys)[0] == 0
    source = "def init(w, *, lr=0.1):\n    return {'lr': lr}\n\ndef update(w, dw, state):\n"
    name = save(source + "    return w - state['lr'] * dw\n", "sgd.py")
    code, (item,), _ = checked(name, capsys)
    assert code == 1 and "in place" in item["mistake"]
    own = save(source + "    w -= state['lr'] * dw\n", "my_own_rule.py")
    assert checked(own, capsys)[0] == 2
    assert checked(own, capsys, "--like", "sgd")[0] == 0


@pytest.mark.parametrize(
    "target, said",
    [
        ("nowhere.py", "there is no file"),
        ("layers.afine", "there is no file and no module"),
        (".", "is a folder"),
        ("empty.py", "nothing to check"),
        ("broken.py", "is not Python"),
        ("mine.py:relu_foward", "did you mean 'relu_forward'"),
        ("mine.py:helper", "nothing to check"),
    ],
)
def test_what_is_no_target_is_refused_with_2(save, capsys, target, said):
    save("x = 1\n", "empty.py")
    save("def f(:\n", "broken.py")
    save(SOURCES, "mine.py")
    assert main(["check", target, "--json"]) == 2
    found = capsys.readouterr()
    assert said in found.err
    (item,) = json.loads(found.out.splitlines()[-1])["items"]
    assert item["verdict"] == "unchecked" and said in item["mistake"]


def test_an_unknown_name_for_like_is_refused(save, capsys):
    assert main(["check", save(AFFINE), "--like", "afine"]) == 2
    assert "did you mean 'affine'" in capsys.readouterr().err


def test_the_wrong_signature_is_said(save, capsys):
    name = save(AFFINE.replace("def backward(dout, cache)", "def backward(dout)"))
    code, (item,), _ = checked(name, capsys)
    assert code == 1 and "should take (dout, cache)" in item["mistake"]


def test_plot_draws_the_wrong_array(save, capsys, tmp_path):
    from matplotlib.image import imread

    assert main(["check", save(MEAN), "--plot", "seen.png"]) == 1
    assert "drawn in seen.png" in capsys.readouterr().out
    assert np.std(imread(tmp_path / "seen.png")) > 0.05
    assert main(["check", save(AFFINE), "--plot", "none.png"]) == 0
    assert not (tmp_path / "none.png").exists()


def test_the_course_file_is_right_by_name(capsys):
    code, items, _ = checked(f"{COURSE}:conv_backward_naive", capsys)
    assert code == 0 and items[0]["name"] == "conv_backward_naive"
