"""Checkpoint: the same net comes back, and a file that describes no net is refused."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from arrays import archive
from layers import affine, batchnorm, dropout, flatten, leaky_relu, relu
from nets import checkpoint, mlp, sequential, walk


@pytest.fixture
def net(rng):
    """A net in a net, with settings, averages and a generator, that has seen a batch."""
    block = sequential.init(
        (affine, affine.init(4, 6, rng)),
        (batchnorm, batchnorm.init(6, momentum=0.5, eps=1e-3)),
        (leaky_relu, leaky_relu.init(0.2)),
        (dropout, dropout.init(0.7, rng)),
    )
    net = sequential.init(
        (flatten, flatten.init()), (sequential, block), (affine, affine.init(6, 3, rng))
    )
    sequential.forward(rng.standard_normal((8, 2, 2)).astype(np.float32), net)
    return net


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.npz"


def contents(net) -> dict:
    return {path: inner[key] for path, inner, key in walk.lasting(net)}


def test_the_net_that_is_read_computes_the_same(net, path, rng):
    checkpoint.save(path, sequential, net)
    module, again, arrays, facts = checkpoint.load(path)
    assert module is sequential and arrays == {} and facts == {}
    walk.set_training(net, False)
    x = rng.standard_normal((5, 2, 2)).astype(np.float32)
    out = module.forward(x, again)
    assert out.dtype == np.float32
    assert_array_equal(out, sequential.forward(x, net))


def test_every_array_that_lasts_comes_back_in_its_dtype(net, path):
    checkpoint.save(path, sequential, net)
    _, again, _, _ = checkpoint.load(path)
    assert contents(again).keys() == contents(net).keys()
    for where, a in contents(net).items():
        assert_array_equal(contents(again)[where], a)
        assert contents(again)[where].dtype == a.dtype


def test_settings_come_back_and_what_forward_saved_does_not(net, path):
    checkpoint.save(path, sequential, net)
    again = dict(walk.layers(checkpoint.load(path)[1]))
    norm = again["1.sequential/1.batchnorm"]
    assert norm["momentum"] == 0.5 and norm["eps"] == 1e-3
    assert again["1.sequential/2.leaky_relu"] == {"slope": 0.2}
    assert again["1.sequential/3.dropout"]["keep"] == 0.7
    assert again["0.flatten"] == {}
    assert again["2.affine"].keys() == {"w", "b", "dw", "db"}


def test_it_comes_back_out_of_training_and_can_be_trained_on(net, path, rng):
    checkpoint.save(path, sequential, net)
    _, again, _, _ = checkpoint.load(path, np.random.default_rng(1))
    assert {inner["train"] for _, inner in walk.layers(again) if "train" in inner} == {False}
    walk.set_training(again, True)
    out = sequential.forward(rng.standard_normal((8, 2, 2)).astype(np.float32), again)
    sequential.backward(np.ones_like(out), again)
    assert all(inner["d" + key].any() for _, inner, key in walk.learned(again) if key == "w")


def test_each_dropout_of_a_net_that_is_read_draws_apart_by_the_seed_given(path, rng):
    net = mlp.init((4, 50, 50, 2), rng, keep=0.5)
    checkpoint.save(path, mlp, net)

    def generators(seed):
        net = checkpoint.load(path, np.random.default_rng(seed))[1]
        return [inner["rng"] for _, inner in walk.layers(net) if "rng" in inner]

    (first, second), (again, _), (other, _) = (generators(seed) for seed in (1, 1, 2))
    state = second.bit_generator.state
    drawn = first.random(20)
    assert second.bit_generator.state == state
    assert (second.random(20) != drawn).all()
    assert_array_equal(again.random(20), drawn)
    assert (other.random(20) != drawn).all()


def test_further_arrays_and_facts_come_along(net, path):
    mean = np.array([0.5, 0.25], np.float32)
    facts = {"classes": ["cat", "dog"], "history": [{"epoch": 1, "loss": None}]}
    checkpoint.save(path, sequential, net, arrays={"mean": mean}, facts=facts)
    _, _, arrays, found = checkpoint.load(path)
    assert arrays.keys() == {"mean"}
    assert_array_equal(arrays["mean"], mean)
    assert found == facts


def test_a_net_of_the_zoo_comes_back_as_what_it_was_built_of(path, rng):
    net = mlp.init((4, 5, 2), rng, norm=batchnorm)
    checkpoint.save(path, mlp, net)
    module, again, _, _ = checkpoint.load(path)
    assert module is sequential
    walk.set_training(net, False)
    x = rng.standard_normal((3, 4)).astype(np.float32)
    assert_array_equal(module.forward(x, again), mlp.forward(x, net))


def test_tied_arrays_are_saved_once_and_come_back_tied(path, rng):
    first = affine.init(4, 4, rng)
    net = sequential.init((affine, first), (relu, relu.init()), (affine, dict(first)))
    checkpoint.save(path, sequential, net)
    assert archive.read(path)[0].keys() == {"net/0.affine.w", "net/0.affine.b"}
    (_, _, first), _, (_, _, second) = checkpoint.load(path)[1]["layers"]
    assert second["w"] is first["w"] and second["b"] is first["b"]
    assert second["dw"] is not first["dw"]


def test_nothing_of_the_net_is_changed_by_saving(net, path):
    before = {where: a.copy() for where, a in contents(net).items()}
    modes = [inner.get("train") for _, inner in walk.layers(net)]
    checkpoint.save(path, sequential, net)
    assert [inner.get("train") for _, inner in walk.layers(net)] == modes
    for where, a in contents(net).items():
        assert_array_equal(a, before[where])


def test_a_layer_that_is_not_this_projects_is_not_saved(path):
    mine = SimpleNamespace(__name__="mine", init=dict, forward=None, backward=None)
    with pytest.raises(ValueError, match="mine is not a layer of this project"):
        checkpoint.save(path, sequential, sequential.init((mine, {})))
    with pytest.raises(ValueError, match="mine is not a net of this project"):
        checkpoint.save(path, mine, sequential.init((relu, {})))
    assert not path.exists()


def test_a_damaged_file_and_a_missing_one_are_told_apart(net, path):
    checkpoint.save(path, sequential, net)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(archive.Damaged):
        checkpoint.load(path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        checkpoint.load(path)


W, B = np.ones((2, 3), np.float32), np.zeros(3, np.float32)
AFFINE = {
    "name": "0.affine",
    "layer": "affine",
    "settings": {},
    "arrays": {"w": "0.affine.w", "b": "0.affine.b"},
    "draws": False,
}
DROPOUT = {
    "name": "0.dropout",
    "layer": "dropout",
    "settings": {"keep": 0.5, "train": True},
    "arrays": {},
    "draws": True,
}


def forge(path, *parts, net="sequential", **facts) -> None:
    """Write a sound archive that describes a net of these parts."""
    held = {"net/0.affine.w": W, "net/0.affine.b": B}
    archive.write(path, held, {"net": {"net": net, "layers": list(parts)}, "extra": {}} | facts)


def test_the_forger_of_these_tests_can_write_what_is_read(path):
    forge(path, AFFINE, DROPOUT | {"name": "1.dropout"})
    module, net, _, _ = checkpoint.load(path)
    assert_array_equal(module.forward(np.ones((1, 2), np.float32), net), [[2, 2, 2]])


@pytest.mark.parametrize(
    "part, message",
    [
        (AFFINE | {"layer": "afine"}, "no layer is called 'afine'; did you mean 'affine'"),
        (AFFINE | {"layer": "os"}, "no layer is called 'os'"),
        (AFFINE | {"layer": "../nets/mlp"}, "no layer is called"),
        (AFFINE | {"layer": ["affine"]}, "no layer is called"),
        (AFFINE | {"settings": {"lr": 0.1}}, "affine has no setting lr=0.1"),
        (AFFINE | {"settings": {"rng": 3}}, "affine has no setting rng=3"),
        (AFFINE | {"settings": {"scale": {"a": 1}}}, "affine has no setting scale="),
        (AFFINE | {"settings": ["scale"]}, "does not describe a net"),
        (AFFINE | {"arrays": {"w": "0.affine.c"}}, "'0.affine.c'"),
        (AFFINE | {"arrays": {"w": "0.affine.w"}}, "arrays that no layer holds: 0.affine.b"),
        (AFFINE | {"arrays": 3}, "does not describe a net"),
        (AFFINE | {"name": 3}, "does not describe a net"),
        ({"layer": "affine"}, "does not describe a net"),
        ({"name": "0.net", "net": "graf", "layers": []}, "no net is called 'graf'"),
        ({"name": "0.net", "net": "sequential"}, "does not describe a net"),
        (None, "does not describe a net"),
    ],
)
def test_a_net_that_is_none_of_ours_is_refused(path, part, message):
    forge(path, part)
    with pytest.raises(archive.Damaged, match=message):
        checkpoint.load(path)


@pytest.mark.parametrize("facts", [{"net": None}, {"net": []}, {"net": {}}, {"net": "mlp"}])
def test_facts_that_are_no_net_are_refused(path, facts):
    forge(path, AFFINE, **facts)
    with pytest.raises(archive.Damaged):
        checkpoint.load(path)


def test_an_archive_without_a_net_is_refused(path):
    archive.write(path, {"w": W}, {"epoch": 3})
    with pytest.raises(archive.Damaged, match="does not describe a net"):
        checkpoint.load(path)


def test_nets_nested_deeper_than_python_calls_are_refused(path):
    part = AFFINE
    for _ in range(2000):
        part = {"name": "0.sequential", "net": "sequential", "layers": [part]}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        forge(path, part)
    finally:
        sys.setrecursionlimit(limit)
    with pytest.raises((archive.Damaged, RecursionError)) as caught:
        checkpoint.load(path)  # pytest would take minutes to show a traceback of such depth
    assert caught.type is archive.Damaged


WRITER = """
import sys
import numpy as np
from layers import affine
from nets import checkpoint, sequential
cache = affine.init(300, 300, np.random.default_rng(0))
net = sequential.init((affine, cache))
print("ready", flush=True)
for i in range(10**9):
    cache["w"][...] = cache["b"][...] = i
    checkpoint.save(sys.argv[1], sequential, net, facts={"i": i})
"""


def test_kill_9_in_the_middle_of_saving_leaves_a_net_that_was_saved(path):
    root = Path(__file__).parents[1]
    for seed in range(10):
        command = [sys.executable, "-c", WRITER, path]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as writer:
            writer.stdout.readline()
            while not path.exists():
                assert writer.poll() is None
                time.sleep(0.001)
            time.sleep(random.Random(seed).uniform(0, 0.03))
            writer.kill()
        _, net, _, facts = checkpoint.load(path)
        for _, inner, key in walk.learned(net):
            assert_array_equal(inner[key], facts["i"])
    assert len(os.listdir(path.parent)) > 1  # it was in the middle at least once


def test_one_net_gives_the_same_bytes_in_every_process(tmp_path):
    code = (
        "import sys, numpy as np\n"
        "from layers import batchnorm, leaky_relu\n"
        "from nets import checkpoint, sequential\n"
        "parts = (batchnorm, batchnorm.init(2)), (leaky_relu, leaky_relu.init())\n"
        "checkpoint.save(sys.argv[1], sequential, sequential.init(*parts))\n"
    )
    root = str(Path(__file__).parent.parent)
    for seed in "12345":  # of Python's hashes, by which a set is ordered
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": root}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / seed)], env=env, check=True)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1
