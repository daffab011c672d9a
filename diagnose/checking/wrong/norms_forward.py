"""Any normalization's wrong out, dgamma and dbeta, each made of Parts p."""

import numpy as np

from diagnose.checking.problem import Mistake

OUT = [
    Mistake(
        "out",
        "gamma is left out",
        "out is xhat + beta: each channel or feature is stretched first, gamma * xhat + beta.",
        lambda p: p.xhat + p.beta,
    ),
    Mistake(
        "out",
        "beta is left out",
        "out is gamma * xhat: add beta.",
        lambda p: p.gamma * p.xhat,
    ),
    Mistake(
        "out",
        "gamma multiplies beta too",
        "out is gamma * (xhat + beta): beta is added after gamma, gamma * xhat + beta.",
        lambda p: p.gamma * (p.xhat + p.beta),
    ),
    Mistake(
        "out",
        "gamma and beta are swapped",
        "out is beta * xhat + gamma: gamma stretches and beta shifts.",
        lambda p: p.beta * p.xhat + p.gamma,
    ),
    Mistake(
        "out",
        "eps is outside the root",
        "xhat is divided by sqrt(var) + eps: eps stands under the root, sqrt(var + eps).",
        lambda p: p.out(p.centred / (np.sqrt(p.var) + p.eps)),
    ),
    Mistake(
        "out",
        "eps is forgotten",
        "xhat is divided by sqrt(var): it is sqrt(var + eps), which is never 0.",
        lambda p: p.out(p.centred / np.sqrt(p.var)),
    ),
    Mistake(
        "out",
        "the root is forgotten",
        "xhat is divided by var + eps, the variance: divide by its root, sqrt(var + eps).",
        lambda p: p.out(p.centred / (p.var + p.eps)),
    ),
    Mistake(
        "out",
        "rstd divides",
        "xhat is (x - mean) times sqrt(var + eps): it is divided by it.",
        lambda p: p.out(p.centred / p.rstd),
    ),
    Mistake(
        "out",
        "the variance is divided by n - 1",
        "xhat is made with the variance sum / (n - 1): the one that normalizes is sum / n.",
        lambda p: p.out(p.centred / np.sqrt(p.var * p.n / (p.n - 1) + p.eps)),
    ),
    Mistake(
        "out",
        "the mean is not taken off",
        "xhat is x * rstd: it is (x - mean) * rstd.",
        lambda p: p.out(p.x * p.rstd),
    ),
    Mistake(
        "out",
        "x is not divided by its deviation",
        "xhat is x - mean: multiply by rstd = 1 / sqrt(var + eps).",
        lambda p: p.out(p.centred),
    ),
    Mistake(
        "out",
        "the variance is of x, not of x - mean",
        "var is the mean of x^2: it is the mean of (x - mean)^2.",
        lambda p: p.out(p.centred / np.sqrt((p.x**2).mean(-1, keepdims=True) + p.eps)),
    ),
]

# before they are summed over all axes but gamma's
LEARNED = [
    Mistake(
        "dgamma",
        "dgamma is of x, not xhat",
        "dgamma is sum(dout * x): gamma multiplies xhat, so it is sum(dout * xhat).",
        lambda p: p.dout * p.x,
    ),
    Mistake(
        "dgamma",
        "dgamma is of x - mean, not xhat",
        "dgamma is sum(dout * (x - mean)): gamma multiplies xhat, so it is "
        "sum(dout * xhat), with rstd in it.",
        lambda p: p.dout * p.centred,
    ),
    Mistake(
        "dgamma",
        "dgamma is of out, not xhat",
        "dgamma is sum(dout * out): the slope of out in gamma is xhat, so sum(dout * xhat).",
        lambda p: p.dout * p.out(p.xhat),
    ),
    Mistake(
        "dgamma",
        "dgamma has a factor gamma",
        "dgamma is sum(gamma * dout * xhat), made of dxhat: it is sum(dout * xhat).",
        lambda p: p.dxhat * p.xhat,
    ),
    Mistake(
        "dgamma",
        "dgamma is without xhat",
        "dgamma is sum(dout), which is dbeta: gamma multiplies xhat, so sum(dout * xhat).",
        lambda p: p.dout,
    ),
    Mistake(
        "dbeta",
        "dbeta has a factor gamma",
        "dbeta is sum(gamma * dout), made of dxhat: beta is added last, so it is sum(dout).",
        lambda p: p.dxhat,
    ),
    Mistake(
        "dbeta",
        "dbeta has xhat",
        "dbeta is sum(dout * xhat), which is dgamma: beta is added, so it is sum(dout).",
        lambda p: p.dout * p.xhat,
    ),
]
