"""Mistakes in rules, losses, activations and arithmetic: one change each, as students do.

    "NAME": [(the right text, a wrong one, what is wrong then, its name), ...]

The right text stands exactly once in tests/right/NAME.py. With the wrong one in its place the
file has that one mistake: it computes something else, writes to what it was given, keeps state,
or loses the dtype or the shape, at some setting that the contract allows.
"""

MISTAKES = {
    "sgd": [
        (
            "w -= ",
            "w += ",
            "it climbs: the step goes along the gradient, not against it",
            "it climbs",
        ),
        (
            'w -= state["lr"] * dw',
            'w = w - state["lr"] * dw',
            "w is rebound to a new array, so the caller's w never moves",
            "w is not moved",
        ),
    ],
    "momentum": [
        (
            'v *= state["mu"]',
            'v *= 1 - state["mu"]',
            "mu is taken as the share of the velocity lost, not kept",
            "mu is taken as the share lost",
        ),
        (
            'v = state["v"]\n',
            'v = state["v"].copy()\n',
            "the new velocity is never put back in the state, so there is no momentum",
            "the velocity is forgotten",
        ),
        (
            'v -= state["lr"] * dw\n    w += v',
            'v += dw\n    w -= state["lr"] * v',
            "the rate is not in the velocity, so a new lr rescales the old steps too",
            "lr is outside of the velocity",
        ),
    ],
    "nesterov": [
        (
            "before = v.copy()",
            "before = v",
            "before is the same array as v, so it holds the new velocity",
            None,
        ),
        (
            "-mu * before",
            "mu * before",
            "the old velocity is added where it should be taken off",
            "the velocity before is added",
        ),
    ],
    "adagrad": [
        (
            "v += dw**2",
            "v[...] = dw**2",
            "v holds the last square only, not the sum of all",
            "v is forgotten",
        ),
        (
            '    v += dw**2\n    w -= state["lr"] * dw / (np.sqrt(v) + state["eps"])\n',
            '    w -= state["lr"] * dw / (np.sqrt(v) + state["eps"])\n    v += dw**2\n',
            ("w moves before v has this step's square, so the first step divides by eps alone"),
            "v is used before it is updated",
        ),
        (
            "np.zeros_like(w)",
            "np.zeros(w.shape)",
            "v is float64 for a float32 w",
            "another dtype",
        ),
    ],
    "rmsprop": [
        (
            "(1 - decay) * dw**2",
            "dw**2",
            "the new square is not weighted by 1 - decay",
            "the new square has no share",
        ),
        (
            '(np.sqrt(state["v"]) + state["eps"])',
            'np.sqrt(state["v"] + state["eps"])',
            "eps is inside the root",
            "eps is inside the root",
        ),
    ],
    "adam": [
        (
            '    state["t"] += 1\n    t = state["t"]\n',
            '    t = state["t"]\n    state["t"] += 1\n',
            "t is counted up too late: the first correction divides by 0",
            "t is one too small",
        ),
        (
            "vhat = v / (1 - beta2**t)",
            "vhat = v",
            "v is not corrected for its start at 0",
            "the square is not corrected",
        ),
        (
            "dw**2\n    state",
            "m**2\n    state",
            "v is the mean of m squared, not of dw squared",
            "the square is of the mean",
        ),
        (
            (
                "def update(w, dw, state):\n"
                '    beta1, beta2 = state["beta1"], state["beta2"]\n'
                '    state["t"] += 1\n'
                '    t = state["t"]\n'
            ),
            (
                "steps = 0\n"
                "\n"
                "\n"
                "def update(w, dw, state):\n"
                "    global steps\n"
                '    beta1, beta2 = state["beta1"], state["beta2"]\n'
                "    steps += 1\n"
                "    t = steps\n"
            ),
            "the steps are counted in a global, so all arrays share one t",
            "left over from the last call",
        ),
    ],
    "adamw": [
        (
            'lr * state["weight_decay"] * w',
            'state["weight_decay"] * w',
            "the decay is not multiplied by lr",
            "lr is left out of the decay",
        ),
        (
            (
                "    m *= beta1\n"
                "    m += (1 - beta1) * dw\n"
                "    v *= beta2\n"
                "    v += (1 - beta2) * dw**2\n"
                '    mhat = m / (1 - beta1 ** state["t"])\n'
                '    vhat = v / (1 - beta2 ** state["t"])\n'
                '    w -= lr * state["weight_decay"] * w\n'
            ),
            (
                '    dw = dw + state["weight_decay"] * w\n'
                "    m *= beta1\n"
                "    m += (1 - beta1) * dw\n"
                "    v *= beta2\n"
                "    v += (1 - beta2) * dw**2\n"
                '    mhat = m / (1 - beta1 ** state["t"])\n'
                '    vhat = v / (1 - beta2 ** state["t"])\n'
            ),
            "the decay goes into the gradient, as L2 in plain Adam",
            "the decay goes through adam's root",
        ),
        (
            (
                '    w -= lr * state["weight_decay"] * w\n'
                '    w -= lr * mhat / (np.sqrt(vhat) + state["eps"])\n'
            ),
            (
                '    w -= lr * mhat / (np.sqrt(vhat) + state["eps"])\n'
                '    w -= lr * state["weight_decay"] * w\n'
            ),
            "w shrinks after Adam's step, so the step shrinks too",
            "w is shrunk after its step",
        ),
    ],
    "nll": [
        (
            "labels].mean()",
            "labels].sum()",
            "the loss is the sum over the examples, not the mean",
            "the loss is a sum",
        ),
        (
            "drows[np.arange(n), labels]",
            "drows[:, labels]",
            "every row gets the columns of all the labels, not its own",
            "all labels are set in every row",
        ),
        (
            "labels].mean()",
            "labels].sum() / counts.size",
            "the mean divides by all examples, masked ones included",
            "the mean divides by what does not count",
        ),
    ],
    "cross_entropy": [
        (
            "p * t.sum(axis=1, keepdims=True) - t",
            "p * t.sum(axis=1, keepdims=True)",
            "the minus 1 at the true class is forgotten: dx is the probabilities",
            "the minus one is forgotten",
        ),
        (
            "p * t.sum(axis=1, keepdims=True) - t",
            "p - t",
            ("with class weights the rows of the target do not sum to 1, and dx takes them to"),
            "weighted rows are taken to sum to 1",
        ),
        (
            " / weights[labels].mean()",
            "",
            "the weighted loss divides by n, not by the sum of the true classes' weights",
            "the weighted loss is divided by n",
        ),
        (
            "rows - rows.max(axis=1, keepdims=True)",
            "rows",
            "the largest score is not taken off, so exp overflows",
            "wrong only: large: not finite",
        ),
        (
            "smoothing / K",
            "smoothing / max(K - 1, 1)",
            "the smoothing is shared by K - 1 classes and given to all K",
            "smoothing is shared by K - 1 classes and given to all K",
        ),
    ],
    "svm": [
        (
            "= -drows.sum(axis=1)",
            "= -1",
            "the true class is pushed once, not once for each class inside the margin",
            "the true class is pulled once",
        ),
        (
            'true + cache["margin"]',
            "true + 1",
            "the margin is 1 whatever was asked for",
            "the margin is 1 in forward",
        ),
        (
            "(terms > 0)",
            "(terms >= 0)",
            "classes beyond the margin are pushed as well",
            "terms that are 0 pass with the true class's own",
        ),
    ],
    "mse": [
        (
            "2 * diff",
            "diff",
            "the 2 of the square's slope is missing",
            "the two is forgotten",
        ),
        (
            "float(dout) / diff.size",
            'float(dout) / cache["shape"][0]',
            "dx divides by the examples, not by all the entries that count",
            "n counts examples",
        ),
        (
            "x[counts] - y[counts]",
            "y[counts] - x[counts]",
            "the difference is y - x, so dx has the wrong sign",
            "the difference is the wrong way round",
        ),
    ],
    "mae": [
        (
            "np.sign(diff)",
            "diff / np.abs(diff)",
            "0 / 0 where an entry is exactly right",
            "the sign is a quotient",
        ),
        (
            "np.sign(diff)",
            "np.abs(diff)",
            "dx is the size of the error, not its sign",
            "dx is the absolute value",
        ),
    ],
    "huber": [
        (
            "delta * np.sign(diff)",
            "np.sign(diff)",
            "the slope of the line is 1, not delta",
            "the line's slope lacks delta",
        ),
        (
            "delta * (size - delta / 2)",
            "delta * size",
            "the line does not meet the parabola: - delta / 2 is missing",
            "the line is not lowered",
        ),
        (
            "np.abs(diff) <= delta, diff",
            "diff <= delta, diff",
            "large negative errors are not held at delta",
            "large negative errors are not held",
        ),
    ],
    "bce": [
        (
            "(p - targets)",
            "(p - targets) * p * (1 - p)",
            "the slope of the sigmoid is multiplied in a second time",
            "the sigmoid's slope comes in twice",
        ),
        (
            (
                "losses = np.maximum(scores, 0) - scores * targets + "
                "np.log1p(np.exp(-np.abs(scores)))"
            ),
            (
                "p = 1 / (1 + np.exp(-scores))\n"
                "    losses = -targets * np.log(p) - (1 - targets) * np.log(1 - p)"
            ),
            "the log of a probability rounded to 0: infinite or nan for large scores",
            "wrong only: large: not finite",
        ),
        (
            "np.log1p(np.exp(-np.abs(scores)))",
            "np.log1p(np.exp(-scores))",
            "the |x| is lost: the loss is wrong for negative scores",
            "the absolute value is left out",
        ),
        (
            "* float(dout) / scores.size",
            "/ scores.size",
            "dout is left out of dx",
            "dout is left out",
        ),
    ],
    "relu": [
        (
            'return dout * (cache["x"] > 0)',
            'dout[cache["x"] <= 0] = 0\n    return dout',
            "dout is overwritten",
            "dout is written to",
        ),
        (
            "return np.maximum(x, 0)",
            "x[x < 0] = 0\n    return x",
            "x is overwritten",
            "x is written to",
        ),
    ],
    "leaky_relu": [
        (
            'np.where(on, dout, cache["slope"] * dout)',
            'dout * np.where(on, 1, cache["slope"])',
            "the slopes are float64, so a float32 dout comes back as float64",
            "another dtype",
        ),
    ],
    "elu": [
        (
            "alpha * np.exp(np.minimum(x, 0))",
            "alpha * np.expm1(np.minimum(x, 0))",
            "left of 0 dx is multiplied by out, not by the slope",
            "the slope is out on the left",
        ),
        (
            "np.exp(np.minimum(x, 0))\n    return np.where(x > 0, dout, dout * slope)",
            "np.exp(x)\n    return dout * ((x > 0) + (x <= 0) * slope)",
            "exp overflows for large positive x, and 0 times infinity is nan",
            "wrong only: large: not finite",
        ),
    ],
    "gelu": [
        (
            "Phi + x * phi",
            "Phi",
            "the slope of Phi is forgotten: the product rule has two terms",
            "phi is taken as a constant",
        ),
        (
            "x * phi",
            "phi",
            "the second term of the product rule lacks its x",
            "the density lacks its x",
        ),
    ],
    "silu": [
        (
            "(s + x * s * (1 - s))",
            "s",
            "the gate is taken as a constant: the second term of the product rule is lost",
            "the sigmoid is taken as a constant",
        ),
    ],
    "softplus": [
        (
            "np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))",
            "np.log(1 + np.exp(x))",
            "exp overflows, and out is infinite for large x",
            "wrong only: large: not finite",
        ),
        (
            ('    cache["x"] = x\n    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))'),
            (
                "    out = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))\n"
                '    cache["x"] = out\n'
                "    return out"
            ),
            "the slope is the sigmoid of out, not of x",
            "the slope is taken at out",
        ),
    ],
    "sigmoid": [
        (
            'cache["out"] = out',
            'cache["out"] = x',
            "the slope is x (1 - x): the input stands where out belongs",
            "the slope is taken at x",
        ),
        (
            "return dout * out * (1 - out)",
            "out *= 1 - out\n    return dout * out",
            "backward overwrites the out of its cache, so a second backward differs",
            "out is written to",
        ),
    ],
    "tanh": [
        (
            "1 - out**2",
            "1 - np.tanh(out) ** 2",
            "tanh is taken a second time, of out",
            "tanh is taken again",
        ),
        (
            "np.tanh(x)",
            "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))",
            "exp overflows, and out is nan for large x",
            "wrong only: large: not finite",
        ),
    ],
    "exp": [
        (
            "np.exp(x)",
            "np.exp(x - x.max())",
            "the largest x is taken off, which is right for softmax only",
            "the largest x is taken off",
        ),
    ],
    "log": [
        (
            'dout / cache["x"]',
            'dout * cache["x"]',
            "dout is multiplied by x, not divided",
            "dout is multiplied by x",
        ),
    ],
    "square": [
        (
            '2 * cache["x"]',
            'cache["x"]',
            "the factor 2 is missing",
            "the two is forgotten",
        ),
        (
            "return x**2",
            "x *= x\n    return x",
            "x is overwritten with its square",
            "x is written to",
        ),
    ],
    "scale": [
        (
            'cache["a"] * dout',
            'dout / cache["a"]',
            "backward divides by a",
            "dout is divided by a",
        ),
    ],
    "shift": [
        (
            "return dout",
            'return dout + cache["c"]',
            "the constant is added to the gradient",
            "c is added to dout",
        ),
    ],
    "clip": [
        (
            ' & (x <= cache["high"])',
            "",
            "the gradient passes above the upper bound",
            "high is ignored",
        ),
        (
            'np.clip(x, cache["low"], cache["high"])',
            'np.clip(x, cache["low"], cache["high"], out=x)',
            "x is overwritten, and with it what backward looks at",
            "x is written to",
        ),
    ],
    "dropout": [
        (
            'dout * on / cache["keep"]',
            "dout * on",
            "dx is not divided by keep",
            "dx is not rescaled",
        ),
        (
            'cache["on"] = None',
            'cache.setdefault("on", None)',
            "in evaluation backward still uses the mask of the last training call",
            "left over from the last call",
        ),
        (
            "random(x.shape) <",
            "random(x.shape[-1:]) <",
            "one mask is drawn for all the examples",
            "all examples have the same draw",
        ),
        (
            "        return x\n",
            '        return x * cache["keep"]\n',
            "evaluation is scaled by keep, though training was already scaled by 1 / keep",
            "evaluation multiplies by keep",
        ),
    ],
    "add": [
        (
            "out = out + a",
            "out += a",
            "the first input is overwritten",
            "x[0] is written to",
        ),
        (
            "dout = dout.sum(axis=axis, keepdims=True)",
            "dout = dout.mean(axis=axis, keepdims=True)",
            "a gradient is averaged over the axes its input was spread on, not summed",
            "averaged where it was spread",
        ),
    ],
    "multiply": [
        (
            "if j != i:",
            "if j == (i + 1) % len(x):",
            "with three inputs only one of the other two is multiplied in",
            "only one of the other inputs counts",
        ),
        (
            "unbroadcast(grad, np.shape(x[i]))",
            "grad",
            "the gradient of an input that was spread is not summed to its shape",
            "wrong only: broadcast: not summed",
        ),
    ],
    "maximum": [
        (
            "dout = dout.sum(axis=0)",
            "dout = dout[0]",
            "an input that was repeated gets the gradient of its first place only",
            "only the first place it was spread to counts",
        ),
    ],
    "matmul": [
        (
            "np.swapaxes(b, -1, -2)",
            "b.T",
            "T turns all the axes of a stack, not the last two",
            None,
        ),
        (
            "np.swapaxes(a, -1, -2) @ dout",
            "np.swapaxes(a, -1, -2) @ dout / a.shape[-2]",
            "db is averaged over the rows, not summed",
            "1/N of the right one",
        ),
    ],
    "fork": [
        (
            "dx = dx + d",
            "dx += d",
            "the first of the gradients handed in is overwritten",
            "dout[0] is written to",
        ),
    ],
    "total": [
        (
            'dx = np.zeros(cache["shape"], cache["dtype"])\n    dx[:] = dout',
            (
                'dx = cache.setdefault("sum", np.zeros(cache["shape"], cache["dtype"]))\n'
                "    dx += dout"
            ),
            "dx is kept and added to: the last call's gradient is still in it",
            "backward twice differs",
        ),
        (
            "dx[:] = dout",
            "dx[0] = dout",
            "only the first example gets the gradient",
            "only the first example is right",
        ),
    ],
    "select": [
        (
            'rows[np.arange(len(rows)), cache["picked"]]',
            "rows.max(axis=1)",
            "forward takes the largest entry, not the one at index",
            "the largest is picked",
        ),
        (
            "drows[np.arange(len(picked)), picked]",
            "drows[:, picked]",
            "every row gets a gradient at the index of all the rows",
            "every row has the gradients of all rows",
        ),
    ],
    "softmax": [
        (
            "(dout * out).sum(",
            "dout.sum(",
            "the sum over the row is of dout, not of dout times out",
            "the sum is of dout alone",
        ),
        (
            "x.max(axis=-1, keepdims=True)",
            "x.max()",
            ("the largest score of the whole batch is taken off, so a row far below is 0 / 0"),
            "wrong only: large: not finite",
        ),
        (
            "z = np.exp(x - x.max(axis=-1, keepdims=True))",
            "x -= x.max(axis=-1, keepdims=True)\n    z = np.exp(x)",
            "x is overwritten",
            "x is written to",
        ),
        (
            "(dout * out).sum(axis=-1, keepdims=True)",
            "(dout * out).sum()",
            "the sum runs over the whole batch, not over the row",
            "the sum is over all",
        ),
    ],
    "logsoftmax": [
        (
            "out = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))",
            "out = np.log(np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True))",
            "the log of a probability rounded to 0 is minus infinity",
            "wrong only: large: not finite",
        ),
        (
            "p * dout.sum(axis=-1, keepdims=True)",
            "p * dout",
            "dout is not summed over the row",
            "only the diagonal is there",
        ),
    ],
    "flatten": [
        (
            "math.prod(x.shape[1:]))",
            'math.prod(x.shape[1:]), order="A")',
            "pixels follow the order of memory, so an x that lies otherwise is scrambled",
            "the first axis runs fastest",
        ),
        (
            'dout.reshape(cache["shape"])',
            'dout.reshape(cache["shape"], order="F")',
            "the gradients go back in another order of the pixels",
            "the first axis runs fastest",
        ),
    ],
}

ASIDE = {
    "sgd": [
        (
            'w -= state["lr"] * dw',
            'dw *= state["lr"]\n    w -= dw',
            "the gradient that was handed in is overwritten",
            "dw is written to",
        ),
    ],
    "momentum": [
        (
            '    v *= state["mu"]\n    v -= state["lr"] * dw\n    w += v\n',
            '    w += v\n    v *= state["mu"]\n    v -= state["lr"] * dw\n',
            "w moves by the velocity of the step before",
            "v is used before it is updated",
        ),
    ],
    "nesterov": [
        (
            "-mu * before + (1 + mu) * v",
            "v",
            "it is plain momentum: the look ahead is missing",
            "it does not look ahead",
        ),
    ],
    "adagrad": [
        (
            "(np.sqrt(v) +",
            "(v +",
            "it divides by the sum of squares, not by its root",
            "the root is forgotten",
        ),
    ],
    "rmsprop": [
        (
            'decay * state["v"] + (1 - decay) * dw**2',
            '(1 - decay) * state["v"] + decay * dw**2',
            "the shares of the old mean and of the new square are swapped",
            "the two shares are swapped",
        ),
        (
            (
                'state["v"] = decay * state["v"] + (1 - decay) * dw**2\n'
                '    w -= state["lr"] * dw / (np.sqrt(state["v"])'
            ),
            (
                'v = decay * state["v"] + (1 - decay) * dw**2\n'
                '    w -= state["lr"] * dw / (np.sqrt(v)'
            ),
            "the running mean is never put back in the state",
            "v is forgotten",
        ),
    ],
    "adam": [
        (
            (
                '    state["m"], state["v"] = m, v\n'
                "    mhat = m / (1 - beta1**t)\n"
                "    vhat = v / (1 - beta2**t)\n"
            ),
            (
                "    mhat = m / (1 - beta1**t)\n"
                "    vhat = v / (1 - beta2**t)\n"
                '    state["m"], state["v"] = mhat, vhat\n'
            ),
            "the corrected means are stored, and corrected again at the next step",
            "both corrected means are kept",
        ),
        (
            "vhat = v / (1 - beta2**t)",
            "vhat = v / (1 - beta1**t)",
            "v is corrected with beta1",
            "v is corrected with beta1",
        ),
    ],
    "adamw": [
        (
            'state["t"] += 1',
            'state["t"] = 1',
            "t stays 1, so every step is corrected as if it were the first",
            "every step is the first",
        ),
    ],
    "nll": [
        (
            "-dout / n",
            "-dout / len(x)",
            "dx divides by the length of the first axis, not by the examples that count",
            "n counts what does not count",
        ),
        (
            'cache["x"], cache["counts"], cache["labels"] = x, counts, labels',
            ('cache["x"], cache["counts"] = x, counts\n    cache.setdefault("labels", labels)'),
            "backward uses the labels of the first call for ever",
            "left over from the last call",
        ),
    ],
    "cross_entropy": [
        (
            "float(dout) / len(p)",
            "float(dout)",
            "dx is not divided by the number of examples",
            "dx is not divided by n",
        ),
        (
            "drows = p * t.sum(axis=1, keepdims=True) - t",
            "drows = p\n    drows *= t.sum(axis=1, keepdims=True)\n    drows -= t",
            "backward writes into the p of its cache, so a second backward differs",
            "backward twice differs",
        ),
    ],
    "svm": [
        (
            "    terms[np.arange(n), labels] = 0\n",
            "",
            "the true class is counted as a wrong one, which adds the margin to the loss",
            "the true class is a term",
        ),
        (
            "terms.sum() / n",
            "terms.mean()",
            "the loss is divided by the classes too",
            "the mean is over the classes too",
        ),
    ],
    "mse": [
        (
            '.astype(x.dtype), cache.get("mask")',
            ', cache.get("mask")',
            "float64 or integer targets turn float32 into float64",
            "another dtype",
        ),
    ],
    "mae": [
        (
            "np.abs(diff).mean()",
            "np.abs(diff.mean())",
            ("errors of opposite sign cancel: it is the size of the mean, not the mean size"),
            "the absolute value is of the mean",
        ),
    ],
    "huber": [
        (
            "delta * np.sign(diff)",
            "0 * diff",
            "beyond delta there is no gradient, so outliers teach nothing",
            "beyond the bound nothing passes",
        ),
        (
            "delta * np.sign(diff)",
            "delta",
            "large negative errors are pushed the wrong way",
            "the line's slope lacks its sign",
        ),
    ],
    "bce": [
        (
            "np.where(scores >= 0, 1 / (1 + z), z / (1 + z))",
            "1 / (1 + z)",
            "p is right for positive scores only",
            "p is right for positive scores only",
        ),
    ],
    "relu": [
        (
            '(cache["x"] > 0)',
            "(dout > 0)",
            "the mask is taken from dout, not from x",
            "the mask is made of dout",
        ),
    ],
    "leaky_relu": [
        (
            'cache["slope"] * dout',
            "0.01 * dout",
            "backward has its own slope of 0.01, not the one that was set",
            "the slope of backward is fixed",
        ),
    ],
    "elu": [
        (
            "slope = alpha * np.exp(",
            "slope = np.exp(",
            "alpha is missing from the slope",
            "alpha is left out of dx",
        ),
    ],
    "gelu": [
        (
            "Phi = (1 + erf(x / math.sqrt(2))) / 2",
            "Phi = (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2",
            "forward is the tanh approximation, not the exact Phi",
            "out is the approximation by tanh",
        ),
    ],
    "silu": [
        (
            "s = np.where(x >= 0, 1 / (1 + z), z / (1 + z))",
            "s = np.exp(x) / (1 + np.exp(x))",
            "infinity over infinity is nan for large x",
            "wrong only: large: not finite",
        ),
    ],
    "softplus": [
        (
            "dout * slope",
            "dout * (x > 0)",
            "the slope is that of a ReLU",
            "the slope is a relu's",
        ),
    ],
    "sigmoid": [
        (
            "dout * out * (1 - out)",
            "out * (1 - out)",
            "dout is forgotten: it is the local slope only",
            "dout is left out",
        ),
    ],
    "exp": [
        (
            'dout * cache["out"]',
            'dout * np.exp(cache["out"])',
            "exp is taken a second time, of out",
            "exp is taken again",
        ),
    ],
    "reciprocal": [
        (
            "-dout / x**2",
            "dout / x**2",
            "the minus sign is missing",
            "wrong sign",
        ),
    ],
    "sqrt": [
        (
            'cache["out"] = out',
            'cache["out"] = x',
            "dx divides by 2 x, not by 2 sqrt(x)",
            "x stands for out",
        ),
    ],
    "clip": [
        (
            "dout * inside",
            'np.clip(dout, cache["low"], cache["high"])',
            "backward clips the gradient, where it should stop it outside the bounds",
            "dout is clipped",
        ),
    ],
    "dropout": [
        (
            'out = x * on / cache["keep"]',
            "out = x * on",
            "what is kept is not divided by keep",
            "out is not rescaled",
        ),
        (
            '    return dout * on / cache["keep"]',
            (
                '    on = cache["rng"].random(dout.shape) < cache["keep"]\n'
                '    return dout * on / cache["keep"]'
            ),
            "backward draws a mask of its own",
            "backward twice differs",
        ),
        (
            '    cache["on"] = on\n    out = x * on / cache["keep"]\n',
            '    out = x * on / cache["keep"]\n    cache["on"] = out != 0\n',
            "the mask is read off out, so an entry that is 0 and kept gets no gradient",
            "the mask is read off out",
        ),
    ],
    "multiply": [
        (
            "            if j != i:\n                grad = grad * x[j]\n",
            "            grad = grad * x[j]\n        grad = grad / x[i]\n",
            "it divides the product by x[i]: 0 / 0 where an input is 0",
            "wrong only: zero: not finite",
        ),
    ],
    "maximum": [
        (
            "(a == out) & free",
            "a == out",
            "at a tie every one of the largest takes all of dout",
            "every tied input gets dout",
        ),
    ],
    "matmul": [
        (
            "np.swapaxes(a, -1, -2) @ dout",
            "np.swapaxes(dout, -1, -2) @ a",
            "db is transposed",
            "transposed",
        ),
    ],
    "fork": [
        (
            "dx = dx + d",
            "dx = d",
            "the gradients replace one another: only the last is left",
            "the last use replaces the others",
        ),
    ],
    "select": [
        (
            "np.zeros((len(picked), x.shape[-1]), x.dtype)",
            'cache.setdefault("drows", np.zeros((len(picked), x.shape[-1]), x.dtype))',
            "dx is kept between calls, with the picks of the last one still in it",
            "left over from the last call",
        ),
    ],
    "softmax": [
        (
            "(dout * out).sum(axis=-1, keepdims=True)",
            "dout * out",
            "it has the diagonal of the Jacobian only, out (1 - out)",
            "only the diagonal is there",
        ),
        (
            "z.sum(axis=-1, keepdims=True)",
            "z.sum(axis=0, keepdims=True)",
            "it is normalized over the examples, not over the classes",
            "shifted out sums to 1 over the examples",
        ),
    ],
    "logsoftmax": [
        (
            'np.exp(cache["out"])',
            'cache["out"]',
            "out stands where its exp, the probability, belongs",
            "out stands for its exponential",
        ),
        (
            'p = np.exp(cache["out"])',
            'p = np.exp(cache["out"], out=cache["out"])',
            "backward overwrites the out of its cache, so a second backward differs",
            "out is written to",
        ),
    ],
}
