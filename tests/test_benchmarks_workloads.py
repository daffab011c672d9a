"""Benchmarks' workloads, at tiny sizes: both sides agree, and a planted fault is refused."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from benchmarks import layouts, passes, products, training, worker
from benchmarks.agree import Disagreement, refuse_difference
from benchmarks.catalogue import GROUPS, LAYERS, STEPS, WORKLOADS
from benchmarks.workloads import (
    autoencoder,
    conv,
    convnet,
    elementwise,
    embedding,
    lenet,
    maxpool,
    mlp,
    norms,
    recurrent,
    resnet,
    rules,
    scores,
    transformer,
)
from nets import walk

NETS = {
    "mlp-momentum": mlp.workload((12, 8, 3), 6, "momentum", lr=1e-2),
    "mlp-adam": mlp.workload((12, 8, 3), 6, "adam", lr=1e-3),
    "lenet": lenet.workload(12, 4, "momentum", lr=1e-2),
    "convnet": convnet.workload(8, ((4, 4), (6,)), 4, "momentum", lr=1e-3),
    "resnet": resnet.workload(8, 8, 4, "momentum", lr=1e-3, width=4),
    "autoencoder": autoencoder.workload(8, 3, 4, "adam", lr=1e-4),
    **{cell: recurrent.workload(cell, 3, 5, 4, 6, "adam", lr=1e-3) for cell in recurrent.CELLS},
    "transformer": transformer.workload(7, 6, 8, 2, 2, 3, "adamw", lr=1e-3),
}
SINGLE = {
    "conv": conv.workload(2, 3, 6, 5),
    "conv-1x1": conv.workload(2, 4, 6, 5, HH=1),
    "conv-5x5": conv.workload(2, 4, 6, 5, HH=5),
    "conv-by-2": conv.workload(2, 4, 6, 5, stride=2),
    "maxpool": maxpool.workload((2, 3, 4, 6)),
    "batchnorm": norms.workload("batchnorm", (2, 3, 4, 4), 3),
    "groupnorm": norms.workload("groupnorm", (2, 4, 4, 4), 4, 2),
    "layernorm": norms.workload("layernorm", (2, 3, 8), 8),
    "cross-entropy": scores.workload(6, 5),
    "embedding": embedding.workload(3, 4, 9, 5),
    "dropout": elementwise.dropped((100, 400)),
    **{name: elementwise.workload(name, (6, 5)) for name in elementwise.ACTIVATIONS},
    "adam": rules.workload("adam", 1000, lr=1e-3),
}


def checked(build) -> dict:
    _, found = worker.begin({}, build)
    return found


@pytest.mark.parametrize("name", NETS | SINGLE)
def test_both_sides_compute_the_same(name, torch):
    item = (NETS | SINGLE)[name]
    refuse_difference(name, checked(item.ours), checked(item.theirs))


@pytest.mark.parametrize("name", NETS)
def test_a_learning_rate_that_is_one_percent_off_is_refused(name):
    ours = NETS[name].ours
    drawn, rule, lr, limit = ours.args
    planted = partial(ours.func, drawn, rule, 1.01 * lr, limit)
    with pytest.raises(Disagreement):
        refuse_difference(name, checked(ours), checked(planted))


@pytest.mark.parametrize("cell, order", [("GRU", (1, 0, 2)), ("LSTM", (0, 1, 2, 3))])
def test_gates_that_are_swapped_are_refused(cell, order, torch, monkeypatch):
    monkeypatch.setitem(layouts.GATES, cell, order)
    item = NETS[cell.lower()]
    with pytest.raises(Disagreement, match="the loss at step"):
        refuse_difference(cell, checked(item.ours), checked(item.theirs))


def test_a_layer_of_another_formula_is_refused(torch):
    planted = partial(elementwise.counterpart, "relu")
    item, drawn = SINGLE["gelu"], partial(elementwise.drawn, "gelu", (6, 5))
    other = passes.workload("planted", drawn, planted)
    with pytest.raises(Disagreement, match="(?s)out differs by .* dx differs by"):
        refuse_difference("gelu", checked(item.ours), checked(other.theirs))


def test_a_dropout_of_another_share_is_refused(torch):
    with pytest.raises(Disagreement, match="share kept differs"):
        other = replace(SINGLE["dropout"], theirs=partial(thinned, (100, 400)))
        refuse_difference("dropout", checked(other.ours), checked(other.theirs))


def thinned(shape):
    drawn = partial(elementwise.drawn_dropout, shape)
    layer = partial(elementwise.seeded_dropout, {"keep": 0.4})
    return passes.theirs(drawn, lambda cache: layer(), elementwise.factors)


@pytest.mark.parametrize("name", NETS)
def test_what_is_written_in_pytorchs_layout_is_read_back(name, torch):
    drawn, model, _, _ = NETS[name].theirs.args
    _, net, _, _ = drawn()
    arrays, model = [inner[key] for _, inner, key in walk.learned(net)], model()
    layouts.write(arrays, model)
    for mine, read in zip(arrays, layouts.read(model), strict=True):
        np.testing.assert_array_equal(mine, read)


def test_only_biases_that_a_norm_or_a_softmax_takes_out_are_not_looked_at():
    for name, unseen in [
        ("convnet", {"0.conv.b", "3.conv.b", "7.conv.b"}),
        ("transformer", {f"{i}.residual/part/1.attention.bk" for i in (2, 4)}),
        ("lstm", set()),
    ]:
        _, net, _, _ = NETS[name].ours.args[0]()
        everything = {path for path, _, _ in walk.learned(net)}
        assert everything - {*training.seen(net)} == unseen


def operations(pairs) -> int:
    """Return the multiplications in products of pairs of shapes."""
    return sum(int(np.prod(left)) * right[-1] for left, right in pairs)


@pytest.mark.parametrize("name", [name for name in NETS if name not in ("convnet", "resnet")])
def test_products_can_be_multiplied(name):
    for run in products.limits(NETS[name].products).values():
        run()


@pytest.mark.parametrize("name", SINGLE)
def test_a_layer_has_a_limit_exactly_if_it_multiplies_matrices(name):
    assert bool(products.limits(SINGLE[name].products)) == name.startswith("conv")


def test_a_step_multiplies_thrice_what_its_forward_pass_does_but_for_the_first_dx():
    for name, net, first in [
        ("mlp-adam", 6 * (12 * 8 + 8 * 3), 6 * 12 * 8),
        ("lstm", 15 * (4 * 24 + 6 * 24 + 6 * 10), 15 * 4 * 24),
        ("lenet", 4 * (144 * 25 * 6 + 4 * 150 * 16 + 16 * 120 + 120 * 84 + 840), 4 * 144 * 150),
    ]:
        (pairs,) = NETS[name].products().values()
        assert operations(pairs) == 3 * net - first


def test_a_transposed_convolution_multiplies_as_much_as_the_convolution_it_turns_over():
    F, C = 5, 4
    across = {"w": np.zeros((C, F, 4, 4)), "stride": (2, 2), "pad": (1, 1)}
    along = {"w": np.zeros((C, F, 4, 4))}
    assert products.conv_transpose(across, (2, F, 8, 8)) == tuple(
        [pair for pair in pairs]
        for pairs in (
            [((32, C), (C, F * 16))],
            [((C, 32), (32, F * 16))],
            [((32, F * 16), (F * 16, C))],
        )
    )
    ((_, w),), _, _ = products.conv(along, (2, C, 4, 4))
    assert w == (F * 16, C)


def test_every_workload_is_in_one_group_and_says_what_it_is():
    assert list(WORKLOADS) == [name for group in GROUPS.values() for name in group]
    assert len(WORKLOADS) == len(STEPS) + len(LAYERS)
    assert all(item.about for item in WORKLOADS.values())


def test_what_is_timed_of_a_layer_is_its_two_passes():
    tasks, _ = SINGLE["conv"].ours()
    assert list(tasks) == ["forward", "backward"]
    out = tasks["forward"]()
    assert tasks["backward"]().shape == (2, 3, 6, 6) and out.shape == (2, 5, 6, 6)
