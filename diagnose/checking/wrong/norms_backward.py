"""Any normalization's wrong dx, each made of Parts p.

Three ways lead back to x: straight through xhat, p.direct, and through mean and var, p.by_mean
and p.by_var. Their sum is right.
"""

from diagnose.checking.problem import Mistake

DX = [
    Mistake(
        "dx",
        "mean and var are taken as constants",
        "dx is gamma * rstd * dout alone: mean and var are made of x too. Add dmean / n and "
        "dvar * 2 (x - mean) / n.",
        lambda p: p.direct,
    ),
    Mistake(
        "dx",
        "the variance is taken as a constant",
        "dx lacks the way through var: add dvar * 2 (x - mean) / n, where dvar is "
        "-rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean,
    ),
    Mistake(
        "dx",
        "the mean is taken as a constant",
        "dx lacks the way through mean: add dmean / n, where dmean = -rstd * sum(dxhat).",
        lambda p: p.direct + p.by_var,
    ),
    Mistake(
        "dx",
        "only mean and var pass the gradient",
        "dx lacks the straight way: x stands in x - mean itself, not only in mean and var, so "
        "add rstd * dxhat.",
        lambda p: p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "gamma is left out of dx",
        "dx is made of dout where dxhat = gamma * dout belongs.",
        lambda p: sum(p.ways(p.dout)),
    ),
    Mistake(
        "dx",
        "gamma is in dx twice",
        "dx is multiplied by gamma after dxhat = gamma * dout already has it: once is enough.",
        lambda p: sum(p.ways(p.gamma * p.dxhat)),
    ),
    Mistake(
        "dx",
        "rstd is left out of dx",
        "dx is dxhat - mean(dxhat) - xhat * mean(dxhat * xhat): all of it is multiplied by "
        "rstd, the slope of xhat in x.",
        lambda p: (p.direct + p.by_mean + p.by_var) / p.rstd,
    ),
    Mistake(
        "dx",
        "the sums are not divided by n",
        "dx has sum(dxhat) and sum(dxhat * xhat) whole: mean and var are sums / n, so each x "
        "has 1 / n of these.",
        lambda p: p.direct + p.n * (p.by_mean + p.by_var),
    ),
    Mistake(
        "dx",
        "dmean is not divided by n",
        "dx has dmean whole: the slope of mean in each x is 1 / n, so add dmean / n.",
        lambda p: p.direct + p.n * p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "dvar is not divided by n",
        "dx has dvar * 2 (x - mean): var is a mean of squares, so add dvar * 2 (x - mean) / n.",
        lambda p: p.direct + p.by_mean + p.n * p.by_var,
    ),
    Mistake(
        "dx",
        "dout is not multiplied by n",
        "dx divides all by n, and dout was not multiplied by it: the bracket is "
        "n * dxhat - sum(dxhat) - xhat * sum(dxhat * xhat), times rstd / n.",
        lambda p: p.direct / p.n + p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "the 2 of the square is forgotten",
        "dx has half the way through var: (x - mean)^2 has the slope 2 (x - mean), so add "
        "dvar * 2 (x - mean) / n.",
        lambda p: p.direct + p.by_mean + p.by_var / 2,
    ),
    Mistake(
        "dx",
        "the 1/2 of the root is forgotten",
        "dx has the way through var twice: 1 / sqrt(v) has the slope -v^(-3/2) / 2, so "
        "dvar = -rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean + 2 * p.by_var,
    ),
    Mistake(
        "dx",
        "dvar has the wrong sign",
        "dx goes the wrong way through var: rstd falls as var grows, so dvar has a minus, "
        "-rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean - p.by_var,
    ),
    Mistake(
        "dx",
        "dmean has the wrong sign",
        "dx goes the wrong way through mean: xhat falls as mean grows, so dmean has a minus, "
        "-rstd * sum(dxhat).",
        lambda p: p.direct - p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "dmean and dvar have the wrong sign",
        "dx adds both means to dxhat: they are taken off, "
        "rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)).",
        lambda p: p.direct - p.by_mean - p.by_var,
    ),
    Mistake(
        "dx",
        "dmean is without rstd",
        "dx has dmean = -sum(dxhat): mean moves xhat by -rstd, so dmean = -rstd * sum(dxhat).",
        lambda p: p.direct + p.by_mean / p.rstd + p.by_var,
    ),
    Mistake(
        "dx",
        "dvar has rstd for rstd^3",
        "dx has dvar with rstd, the power -1/2 of var + eps: the slope of v^(-1/2) has the "
        "power -3/2, so dvar = -rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean + p.by_var / p.rstd**2,
    ),
    Mistake(
        "dx",
        "dvar has rstd^2 for rstd^3",
        "dvar is made with rstd^2 and x - mean: it is -rstd^3 / 2 * sum(dxhat * (x - mean)), "
        "which with xhat is -rstd^2 / 2 * sum(dxhat * xhat).",
        lambda p: p.direct + p.by_mean + p.by_var / p.rstd,
    ),
    Mistake(
        "dx",
        "xhat stands for x - mean",
        "dx has one rstd too many on the way through var: it is dvar * 2 (x - mean) / n, with "
        "x - mean and not xhat.",
        lambda p: p.direct + p.by_mean + p.by_var * p.rstd,
    ),
    Mistake(
        "dx",
        "dvar is summed with x for x - mean",
        "dvar has sum(dxhat * x): the slope of xhat in rstd is x - mean, so it is "
        "-rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: (
            p.direct + p.by_mean - p.rstd**2 * p.xhat * (p.dxhat * p.x).mean(-1, keepdims=True)
        ),
    ),
    Mistake(
        "dx",
        "dvar is multiplied by x for x - mean",
        "dx has dvar * 2 x / n: the slope of var in x is 2 (x - mean) / n.",
        lambda p: (
            p.direct + p.by_mean - p.rstd**2 * p.x * (p.dxhat * p.xhat).mean(-1, keepdims=True)
        ),
    ),
    Mistake(
        "dx",
        "the way through var is divided by n - 1",
        "dx divides dvar * 2 (x - mean) by n - 1: var is a mean over n here, so divide by n.",
        lambda p: p.direct + p.by_mean + p.by_var * p.n / (p.n - 1),
    ),
    Mistake(
        "dx",
        "the two sums are swapped",
        "dx multiplies the sum of dxhat by xhat and not the sum of dxhat * xhat: it is "
        "rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)).",
        lambda p: (
            p.direct + p.by_mean * p.xhat - p.rstd * (p.dxhat * p.xhat).mean(-1, keepdims=True)
        ),
    ),
]
