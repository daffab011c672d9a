"""Layers that nobody here knows, and files in other styles than the check's own."""

import pytest

from diagnose import check
from dout.__main__ import main


@pytest.fixture
def save(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(source, name="mine.py"):
        (tmp_path / name).write_text(source)
        return name

    return write


GATED = """
import numpy as np

def init():
    return {}

def forward(x, cache):
    a, b = x
    cache["a"], cache["s"] = a, 1 / (1 + np.exp(-b))
    return a * cache["s"]

def backward(dout, cache):
    a, s = cache["a"], cache["s"]
    return dout * s, dout * a * s * (1 - s)
"""
DROPCONNECT = """
import numpy as np

def init(D, M, rng):
    w = rng.standard_normal((D, M))
    return {"w": w, "dw": np.zeros_like(w), "rng": rng}

def forward(x, cache):
    on = cache["rng"].random(cache["w"].shape) < 0.5
    cache["x"], cache["on"] = x, on
    return x @ (cache["w"] * on).astype(x.dtype)

def backward(dout, cache):
    x, on = cache["x"], cache["on"]
    cache["dw"] = (x.T @ dout) * on
    return dout @ (cache["w"] * on).astype(x.dtype).T
"""
LOSS = """
import numpy as np

def cube_loss(x, y):
    r = x - y
    return (abs(r) ** 3).mean(), 3 * r * abs(r) / r.size
"""


def test_a_layer_of_two_inputs_is_given_two(save):
    assert check(save(GATED)).code == 0
    wrong = check(save(GATED.replace("dout * a * s", "dout * s")))
    assert wrong.code == 1 and wrong.items[0].findings[0].of == "dx[1]"


def test_a_layer_that_draws_is_judged_by_its_own_draws(save):
    assert check(save(DROPCONNECT)).code == 0
    assert check(save(DROPCONNECT.replace("(x.T @ dout) * on", "x.T @ dout"))).code == 1


def test_what_one_example_does_not_pass_is_said(save):
    source = GATED.replace("a, b = x", "a, b = x\n    assert len(a) > 1")
    (item,) = check(save(source)).items
    assert any("not judged: x of (1, 3)" in note for note in item.notes)


def test_sizes_leave_the_generator_to_the_check(save):
    name = save(DROPCONNECT)
    assert main(["check", name, "--sizes", "7,2", "--shape", "5,7"]) == 0


def test_a_draw_from_elsewhere_is_no_truth_to_hold_a_gradient_to(save):
    name = save(
        DROPCONNECT.replace(
            'cache["rng"].random(cache["w"].shape)', "np.random.random(cache['w'].shape)"
        )
    )
    (item,) = check(name).items
    assert item.verdict == "unchecked" and "another out each time" in item.mistake


def test_a_loss_is_held_to_its_own_value(save):
    assert check(save(LOSS)).code == 0
    assert "divided by 3" in check(save(LOSS.replace("3 * r", "r"))).items[0].mistake


UNKNOWN = """
def gate_forward(p, q):
    return p * q, 0

def gate_backward(dout, cache):
    return 1
"""
MISSPELT = """
def relu_forward(x):
    return x * (x > 0), x

def relu_backwards(d, c):
    return d
"""


def test_functions_whose_arguments_say_nothing_are_unchecked(save):
    (item,) = check(save(UNKNOWN)).items
    assert item.verdict == "unchecked" and "gate_forward(p, q) is not known" in item.mistake


def test_a_misspelt_function_is_not_passed_over_in_silence(save, capsys):
    assert main(["check", save(MISSPELT)]) == 0
    said = "not looked at: relu_backwards; did you mean relu_backward?"
    assert said in capsys.readouterr().out


def test_a_rule_whose_init_takes_no_rate_is_unchecked(save):
    source = "def init(w):\n    return {}\n\ndef update(w, dw, state):\n    w += 7 * dw\n"
    (item,) = check(save(source, "my_sgd.py")).items
    assert item.verdict == "unchecked" and "init takes no lr" in item.mistake


RETURNS = """
import numpy as np

C = {}

def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b, (x, w)

def affine_backward(dout, cache):
    x, w = cache
    dw, db = x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)
    return (dout @ w.T).reshape(x.shape), dw, db
"""


def test_gradients_in_another_order_are_said_to_be(save):
    swapped = save(RETURNS.replace("x.shape), dw, db", "x.shape), db, dw"))
    says = check(f"{swapped}:affine_backward").items[0].mistake
    assert says == "affine_backward returns dx, db, dw, and should return dx, dw, db."


def test_what_is_kept_in_a_module_is_seen_by_calls_in_turn(save):
    source = RETURNS.replace("    return x.resh", "    C['x'] = x\n    return x.resh")
    source = source.replace("x, w = cache", "x, w = C['x'], cache[1]")
    assert check(f"{save(source)}:affine_backward").code == 1


KEPT = """
    if C.get("c") is not cache:
        C.update(c=cache, g=backward(dout, cache))
    return C["g"]
"""


def test_a_gradient_that_is_kept_is_seen_by_another_dout(save):
    source = RETURNS.replace("affine_backward", "backward")
    name = save(source + "\ndef affine_backward(dout, cache):" + KEPT)
    assert "of an earlier dout" in check(f"{name}:affine_backward").items[0].mistake


@pytest.mark.parametrize("kind", ["np.matrix", "np.ma.masked_array", "list", "str", "1j * 0 +"])
def test_what_only_looks_like_an_array_is_none(save, kind):
    name = save(RETURNS.replace("x.shape), dw, db", f"x.shape), {kind}(dw), db"))
    assert check(f"{name}:affine_backward").code == 1


def test_a_picture_takes_the_place_of_files_alone(save, tmp_path, capsys):
    import os

    os.mkfifo(tmp_path / "pipe.png")
    wrong = save(RETURNS.replace("dout.sum", "dout.mean"))
    assert main(["check", f"{wrong}:affine_backward", "--plot", "pipe.png"]) == 1
    assert "is no file" in capsys.readouterr().err and not (tmp_path / "pipe.png").is_file()
    assert main(["check", wrong, "--plot", "seen.txt"]) == 2
    assert main(["check", wrong, "--plot", "nowhere/seen.png"]) == 1


def test_a_package_is_not_run_by_naming_a_module_in_it(save, tmp_path, monkeypatch):
    (tmp_path / "packed").mkdir()
    save("import sys\nsys.exit(0)\n", "packed/__init__.py")
    save(RETURNS, "packed/layers.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert check("packed.layers").code == 2


def test_check_says_what_it_takes():
    with pytest.raises(ValueError, match="takes a module, or the name of a file"):
        check({"forward": len})
