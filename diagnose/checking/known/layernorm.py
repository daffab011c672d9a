"""Layernorm: where to try it, and its wrong derivations, most of them any normalization's."""

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.layernorm import (
    back,
    by_examples,
    dx,
    dx_with_gamma_at_dout_alone,
    dx_with_gamma_last,
    everything,
    examples,
    of_first_row,
    one_over,
    out_over,
    over_examples,
    over_features,
    parts,
)
from diagnose.checking.wrong.norms import of_layer, of_the_first, one_astray

FORMULA = {
    "out": "out = gamma * xhat + beta,  xhat = (x - mean) * rstd,  rstd = 1 / sqrt(var + eps)",
    "dx": "dx = rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)),  dxhat = gamma * "
    "dout, means over the features",
    "dgamma": "dgamma = dout * xhat summed over all axes but the last",
    "dbeta": "dbeta = dout summed over all axes but the last",
}


def sweep(draw) -> list[At]:
    """Return the points: x of any number of axes, the last one long D."""
    even = draw(5, 4)
    even[1] = 2.5
    return [
        At("all sizes unequal", draw(5, 4), (4,)),
        At("one example", draw(1, 4), (4,), trait="one example"),
        At("as many examples as features", draw(4, 4), (4,)),
        At("x of three axes", draw(2, 5, 4), (4,), trait="more axes"),
        At("x of one axis", draw(4), (4,), trait="more axes"),
        At("a row that is constant", even, (4,), trait="constant"),
        At("x far from 0", 1e5 + draw(5, 4), (4,), trait="far from 0"),
        At("eps of 0.5", draw(5, 4), (4,), {"eps": 0.5}, trait="eps"),
    ]


FEATURES = "the features of each row, axis -1 with keepdims=True"
MISTAKES = [
    Mistake(
        "out",
        "mean and var run over the examples",
        "The mean and var are taken over the examples, as in batchnorm: here they run over the "
        "features of each row, axis -1 with keepdims=True.",
        out_over(examples),
    ),
    Mistake(
        "out",
        "one mean and var for the whole batch",
        "The mean and var are taken over all of x: here each row has its own, axis -1 with "
        "keepdims=True.",
        out_over(everything),
    ),
    *one_astray("the examples", FEATURES, one_over(examples)),
    *one_astray("all of x", FEATURES, one_over(everything)),
    *of_the_first("row", "each", of_first_row),
    *of_layer(parts, back, -1),
    Mistake(
        "dx",
        "gamma is taken out of the means",
        "dx is gamma * rstd * (dout - mean(dout) - xhat * mean(dout * xhat)), as in "
        "batchnorm: gamma differs along a row, so it stays in the means, which are of dxhat = "
        "gamma * dout.",
        dx_with_gamma_last,
    ),
    Mistake(
        "dx",
        "the means are of dout, not dxhat",
        "dx has mean(dout) and mean(dout * xhat): both means are of dxhat = gamma * dout.",
        dx_with_gamma_at_dout_alone,
    ),
    Mistake(
        "dx",
        "the means run over the examples",
        "dx takes the means of dxhat and dxhat * xhat over the examples, as in batchnorm: they "
        "run over the features, axis -1 with keepdims=True.",
        lambda t: dx(t, over_examples, over_examples),
    ),
    Mistake(
        "dx",
        "the sums are divided by the number of examples",
        "dx divides the sums over the features by N, as in batchnorm: a row's mean and var are "
        "over its D features, so divide by D.",
        lambda t: dx(t, by_examples, by_examples),
    ),
    Mistake(
        "dx",
        "mean(dxhat) runs over the examples",
        "Your mean(dxhat) in dx runs over the examples, axis 0. It should run over the "
        "features, axis -1.",
        lambda t: dx(t, over_examples, over_features),
    ),
    Mistake(
        "dx",
        "mean(dxhat * xhat) runs over the examples",
        "dx takes the mean of dxhat * xhat over the examples: it runs over the features, axis "
        "-1.",
        lambda t: dx(t, over_features, over_examples),
    ),
]
