"""Sampling: what is drawn has the net's own probabilities, and the state goes along."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nets import charlm, transformer, walk
from nets.sampling import draw, sample

V = 5


def certain(scores):
    """A net that gives the same scores whatever it has read."""
    net = charlm.init(V, 3, 4, np.random.default_rng(0))
    last = net["layers"][-1][2]
    last["w"][...], last["b"][...] = 0, scores
    return net


def lively(rng, **settings):
    """A recurrent net whose scores move with what it reads."""
    net = charlm.init(V, 3, 6, rng, **settings)
    net["layers"][-1][2]["w"] *= 300
    return net


def written(module, net, prompt, n=40, seed=1, **settings):
    return [*sample(module, net, np.array(prompt), n, np.random.default_rng(seed), **settings)]


@pytest.mark.parametrize("temperature", [1.0, 0.5, 2.0])
def test_indices_come_as_often_as_softmax_says(temperature):
    scores = np.array([0.0, 1.0, -1.0, 2.0, 0.5])
    found = written(charlm, certain(scores), [0], 4000, temperature=temperature)
    p = np.exp(scores / temperature)
    assert_allclose(np.bincount(found, minlength=V) / 4000, p / p.sum(), atol=0.03)


def test_at_temperature_0_the_likeliest_comes_and_among_top_none_other(rng):
    net = certain([0, 1, 3, 2, 0])
    assert set(written(charlm, net, [0], temperature=0)) == {2}
    assert set(written(charlm, net, [0], top=1)) == {2}
    assert set(written(charlm, net, [0], 200, top=2)) == {2, 3}


@pytest.mark.parametrize("depth", [1, 2])
def test_a_recurrent_net_goes_on_as_if_it_read_all_anew(depth, rng):
    net, seen = lively(rng, depth=depth), [1, 2, 0]
    found, again = written(charlm, net, seen), np.random.default_rng(1)
    assert len(set(found)) > 1
    for index in found:
        scores = charlm.forward(np.array([seen]), net)[0, -1]
        assert draw(scores, again, 1.0, None) == index
        seen.append(index)


def test_a_transformer_sees_its_context_and_no_more(rng):
    net = transformer.init(V, 4, 8, 2, rng, depth=1)
    for _, inner, key in walk.learned(net):
        inner[key] += rng.standard_normal(inner[key].shape, np.float32)
    seen = [1, 2, 0, 3, 4, 1]  # longer than the context already
    for index in written(transformer, net, seen, 12, temperature=0, context=4):
        assert transformer.forward(np.array([seen[-4:]]), net)[0, -1].argmax() == index
        seen.append(index)


def test_one_seed_writes_one_text(rng):
    net = lively(rng)
    first = written(charlm, net, [0], temperature=3)
    assert first == written(charlm, net, [0], temperature=3)
    assert first != written(charlm, net, [0], temperature=3, seed=2)


def test_the_net_is_left_without_a_state_and_out_of_training_and_the_prompt_as_it_was(rng):
    net, prompt = lively(rng, keep=0.5), np.array([1, 2])
    walk.set_training(net, True)
    found = sample(charlm, net, prompt, 9, rng)
    next(found)
    found.close()  # a reader who has had enough
    assert not {"h0", "c0"} & {key for _, inner in walk.layers(net) for key in inner}
    assert not any(inner.get("train") for _, inner in walk.layers(net))
    assert_array_equal(prompt, [1, 2])


@pytest.mark.parametrize(
    "prompt, settings",
    [
        ([], {}),
        ([0], {"length": 0}),
        ([0], {"top": 0}),
        ([0], {"context": 0}),
        ([0], {"temperature": -1.0}),
        ([0], {"temperature": np.inf}),
        ([0], {"temperature": np.nan}),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(prompt, settings, rng):
    settings = {"length": 3} | settings
    with pytest.raises(ValueError, match="sample needs a prompt"):
        sample(charlm, certain(np.zeros(V)), prompt, settings.pop("length"), rng, **settings)
