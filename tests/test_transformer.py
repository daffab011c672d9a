"""The transformer: its size, its gradients, beside PyTorch, causality, and tied weights."""

import numpy as np
import pytest
from beside_torch import assert_same
from numpy.testing import assert_allclose, assert_array_equal

from diagnose import gradcheck
from layers import cross_entropy
from nets import checkpoint, transformer, walk
from optim import adam
from optim.fit import fit

V, T, D, HEADS, DEPTH = 7, 6, 8, 2, 2


def build(rng, **settings):
    settings = {"dtype": np.float64, "depth": DEPTH} | settings
    net = transformer.init(V, T, D, HEADS, rng, **settings)
    for _, inner, key in walk.learned(net):
        inner[key] += 0.3 * rng.standard_normal(inner[key].shape)
    return net


def by_name(net, name: str) -> list[dict]:
    return [inner for path, inner in walk.layers(net) if path.endswith(name)]


@pytest.mark.parametrize("tied", [True, False])
def test_it_has_as_many_parameters_as_its_parts(tied, rng):
    net = transformer.init(V, T, D, HEADS, rng, depth=DEPTH, tied=tied)
    norm, looking, thinking = 2 * D, 4 * (D * D + D), 8 * D * D + 5 * D
    words = V * D if tied else 2 * V * D
    wanted = words + T * D + DEPTH * (2 * norm + looking + thinking) + norm
    assert sum(inner[key].size for _, inner, key in walk.learned(net)) == wanted


@pytest.mark.parametrize("tied", [True, False])
def test_gradients_are_the_complex_steps(tied, rng):
    net, x = build(rng, tied=tied), rng.integers(V, size=(2, 4))
    if tied:  # the check moves an array at one place: see it in two
        first, last = by_name(net, "embedding")[0], by_name(net, "unembedding")[0]
        last["w"] = first["w"].copy()
    errors = gradcheck.errors(
        transformer, net, x, rng.standard_normal((2, 4, V)), method="complex"
    )
    flat = [name for name in errors if name.endswith("dbk")]  # 0, but for rounding
    assert len(flat) == DEPTH
    assert max(errors[name] for name in errors if name not in flat) <= 1e-11


def test_scores_and_every_gradient_agree_with_torch(rng, torch):
    net, x = build(rng), rng.integers(V, size=(3, 5))
    dout = rng.standard_normal((3, 5, V))
    out = transformer.forward(x, net)
    transformer.backward(dout, net)
    walk.add_tied(net)
    F, theirs = torch.nn.functional, {}
    for path, inner, key in walk.learned(net):
        theirs[path] = torch.tensor(inner[key], requires_grad=True)
    places = {id(inner): path for path, inner in walk.layers(net)}

    def get(inner, key):
        return theirs[f"{places[id(inner)]}.{key}"]

    def normed(h, inner):
        return F.layer_norm(h, (D,), get(inner, "gamma"), get(inner, "beta"))

    def looked(h, inner):
        q, k, v = (
            (h @ get(inner, "w" + s) + get(inner, "b" + s)).unflatten(-1, (HEADS, -1)).mT.mT
            for s in "qkv"
        )
        q, k, v = (a.transpose(1, 2) for a in (q, k, v))
        joined = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        joined = joined.transpose(1, 2).flatten(2)
        return joined @ get(inner, "wo") + get(inner, "bo")

    norms, looks, affines = (by_name(net, name) for name in ("norm", "attention", "affine"))
    words = get(by_name(net, "embedding")[0], "w")
    h = F.embedding(torch.tensor(x), words) + get(by_name(net, "position")[0], "w")[:5]
    for i in range(DEPTH):
        h = h + looked(normed(h, norms[2 * i]), looks[i])
        wide, narrow = affines[2 * i : 2 * i + 2]
        inside = F.gelu(normed(h, norms[2 * i + 1]) @ get(wide, "w") + get(wide, "b"))
        h = h + inside @ get(narrow, "w") + get(narrow, "b")
    scores = normed(h, norms[-1]) @ words.mT
    assert_same(out, scores.detach())
    scores.backward(torch.tensor(dout))
    for path, inner, key in walk.learned(net):
        if key == "bk":  # 0, but for rounding
            assert abs(inner["dbk"]).max() < 1e-10
        else:
            assert_same(inner["d" + key], theirs[path].grad)


def test_a_score_depends_on_no_later_word(rng):
    net, x = build(rng), rng.integers(V, size=(1, 6))
    out, other = transformer.forward(x, net), x.copy()
    other[0, 3] = (x[0, 3] + 1) % V
    moved = abs(transformer.forward(other, net) - out).max(axis=(0, 2)) > 1e-12
    assert_array_equal(moved, [False] * 3 + [True] * 3)


def test_it_starts_near_chance(rng):
    net = transformer.init(65, 32, 64, 4, rng)
    loss = cross_entropy.init() | {"y": rng.integers(65, size=(4, 32))}
    out = transformer.forward(rng.integers(65, size=(4, 32)), net)
    assert_allclose(cross_entropy.forward(out, loss), np.log(65), rtol=0.02)


def test_what_ends_a_way_starts_smaller_by_the_root_of_the_number_of_ways(rng):
    net = transformer.init(V, T, 64, HEADS, rng, depth=8)
    look, (wide, narrow) = by_name(net, "attention")[0], by_name(net, "affine")[:2]
    assert_allclose(look["wo"].std(), look["wq"].std() / 4, rtol=0.05)
    assert_allclose(narrow["w"].std(), wide["w"].std() / 2 / 4, rtol=0.05)  # fan_in is 4 D


def test_tied_weights_are_one_array_also_after_loading(rng, tmp_path):
    net, x = transformer.init(V, T, D, HEADS, rng), rng.integers(V, size=(2, 6))
    checkpoint.save(tmp_path / "net.npz", transformer, net)
    module, loaded, _, _ = checkpoint.load(tmp_path / "net.npz")
    assert_array_equal(module.forward(x, loaded), transformer.forward(x, net))
    for each in (net, loaded):
        assert by_name(each, "unembedding")[0]["w"] is by_name(each, "0.embedding")[0]["w"]
    untied = transformer.init(V, T, D, HEADS, rng, tied=False)
    assert by_name(untied, "unembedding")[0]["w"] is not by_name(untied, "0.embedding")[0]["w"]


def test_dropout_stands_at_the_start_and_at_the_end_of_each_way(rng):
    net = transformer.init(V, T, D, HEADS, rng, depth=3, keep=0.9)
    assert len(by_name(net, "dropout")) == 1 + 2 * 3
    x = rng.integers(V, size=(2, 6))
    assert (transformer.forward(x, net) != transformer.forward(x, net)).any()
    walk.set_training(net, False)
    assert_array_equal(transformer.forward(x, net), transformer.forward(x, net))


def test_more_steps_than_it_was_made_for_are_refused_with_the_layer(rng):
    with pytest.raises(ValueError, match="T <= 6, not") as caught:
        transformer.forward(np.zeros((1, 7), np.int64), build(rng))
    assert "in 1.position.forward" in caught.value.__notes__[0]


def test_it_learns_one_minibatch_by_heart(rng):
    net = transformer.init(V, T, 32, 4, rng, depth=2)
    x = rng.integers(V, size=(8, T))
    y = x.cumsum(axis=1) % V  # to be told only by looking back
    settings = {"lr": 3e-3, "epochs": 120, "batch_size": 8, "rng": rng, "show": None}
    rows = fit(transformer, net, cross_entropy, adam, (x, y), **settings)
    assert rows[-1]["train_loss"] < 0.05


def test_a_depth_below_1_is_refused(rng):
    with pytest.raises(ValueError, match="depth >= 1 blocks, not 0"):
        transformer.init(V, T, D, HEADS, rng, depth=0)
