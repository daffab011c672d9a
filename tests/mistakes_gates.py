"""Mistakes in rules, losses, activations and arithmetic: one change each, as students do.

    "NAME": [(the right text, a wrong one, what is wrong then), ...]

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
        ),
        (
            'w -= state["lr"] * dw',
            'w = w - state["lr"] * dw',
            "w is rebound to a new array, so the caller's w never moves",
        ),
    ],
    "momentum": [
        (
            'v *= state["mu"]',
            'v *= 1 - state["mu"]',
            "mu is taken as the share of the velocity lost, not kept",
        ),
        (
            'v = state["v"]\n',
            'v = state["v"].copy()\n',
            "the new velocity is never put back in the state, so there is no momentum",
        ),
        (
            'v -= state["lr"] * dw\n    w += v',
            'v += dw\n    w -= state["lr"] * v',
            "the rate is not in the velocity, so a new lr rescales the old steps too",
        ),
    ],
    "nesterov": [
        (
            "before = v.copy()",
            "before = v",
            "before is the same array as v, so it holds the new velocity",
        ),
        (
            "-mu * before",
            "mu * before",
            "the old velocity is added where it should be taken off",
        ),
    ],
    "adagrad": [
        (
            "v += dw**2",
            "v[...] = dw**2",
            "v holds the last square only, not the sum of all",
        ),
        (
            '    v += dw**2\n    w -= state["lr"] * dw / (np.sqrt(v) + state["eps"])\n',
            '    w -= state["lr"] * dw / (np.sqrt(v) + state["eps"])\n    v += dw**2\n',
            "w moves before v has this step's square, so the first step divides by eps alone",
        ),
        (
            "np.zeros_like(w)",
            "np.zeros(w.shape)",
            "v is float64 for a float32 w",
        ),
    ],
    "rmsprop": [
        (
            "(1 - decay) * dw**2",
            "dw**2",
            "the new square is not weighted by 1 - decay",
        ),
        (
            '(np.sqrt(state["v"]) + state["eps"])',
            'np.sqrt(state["v"] + state["eps"])',
            "eps is inside the root",
        ),
    ],
    "adam": [
        (
            '    state["t"] += 1\n    t = state["t"]\n',
            '    t = state["t"]\n    state["t"] += 1\n',
            "t is counted up too late: the first correction divides by 0",
        ),
        (
            "vhat = v / (1 - beta2**t)",
            "vhat = v",
            "v is not corrected for its start at 0",
        ),
        (
            "dw**2\n    state",
            "m**2\n    state",
            "v is the mean of m squared, not of dw squared",
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
        ),
    ],
    "adamw": [
        (
            'lr * state["weight_decay"] * w',
            'state["weight_decay"] * w',
            "the decay is not multiplied by lr",
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
        ),
    ],
    "nll": [
        (
            "labels].mean()",
            "labels].sum()",
            "the loss is the sum over the examples, not the mean",
        ),
        (
            "drows[np.arange(n), labels]",
            "drows[:, labels]",
            "every row gets the columns of all the labels, not its own",
        ),
        (
            "labels].mean()",
            "labels].sum() / counts.size",
            "the mean divides by all examples, masked ones included",
        ),
    ],
    "cross_entropy": [
        (
            "p * t.sum(axis=1, keepdims=True) - t",
            "p * t.sum(axis=1, keepdims=True)",
            "the minus 1 at the true class is forgotten: dx is the probabilities",
        ),
        (
            "p * t.sum(axis=1, keepdims=True) - t",
            "p - t",
            "with class weights the rows of the target do not sum to 1, and dx takes them to",
        ),
        (
            " / weights[labels].mean()",
            "",
            "the weighted loss divides by n, not by the sum of the true classes' weights",
        ),
        (
            "rows - rows.max(axis=1, keepdims=True)",
            "rows",
            "the largest score is not taken off, so exp overflows",
        ),
        (
            "smoothing / K",
            "smoothing / max(K - 1, 1)",
            "the smoothing is shared by K - 1 classes and given to all K",
        ),
    ],
    "svm": [
        (
            "= -drows.sum(axis=1)",
            "= -1",
            "the true class is pushed once, not once for each class inside the margin",
        ),
        (
            'true + cache["margin"]',
            "true + 1",
            "the margin is 1 whatever was asked for",
        ),
        (
            "(terms > 0)",
            "(terms >= 0)",
            "classes beyond the margin are pushed as well",
        ),
    ],
    "mse": [
        (
            "2 * diff",
            "diff",
            "the 2 of the square's slope is missing",
        ),
        (
            "float(dout) / diff.size",
            'float(dout) / cache["shape"][0]',
            "dx divides by the examples, not by all the entries that count",
        ),
        (
            "x[counts] - y[counts]",
            "y[counts] - x[counts]",
            "the difference is y - x, so dx has the wrong sign",
        ),
    ],
    "mae": [
        (
            "np.sign(diff)",
            "diff / np.abs(diff)",
            "0 / 0 where an entry is exactly right",
        ),
        (
            "np.sign(diff)",
            "np.abs(diff)",
            "dx is the size of the error, not its sign",
        ),
    ],
    "huber": [
        (
            "delta * np.sign(diff)",
            "np.sign(diff)",
            "the slope of the line is 1, not delta",
        ),
        (
            "delta * (size - delta / 2)",
            "delta * size",
            "the line does not meet the parabola: - delta / 2 is missing",
        ),
        (
            "np.abs(diff) <= delta, diff",
            "diff <= delta, diff",
            "large negative errors are not held at delta",
        ),
    ],
    "bce": [
        (
            "(p - targets)",
            "(p - targets) * p * (1 - p)",
            "the slope of the sigmoid is multiplied in a second time",
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
        ),
        (
            "np.log1p(np.exp(-np.abs(scores)))",
            "np.log1p(np.exp(-scores))",
            "the |x| is lost: the loss is wrong for negative scores",
        ),
        (
            "* float(dout) / scores.size",
            "/ scores.size",
            "dout is left out of dx",
        ),
    ],
    "relu": [
        (
            'return dout * (cache["x"] > 0)',
            'dout[cache["x"] <= 0] = 0\n    return dout',
            "dout is overwritten",
        ),
        (
            "return np.maximum(x, 0)",
            "x[x < 0] = 0\n    return x",
            "x is overwritten",
        ),
    ],
    "leaky_relu": [
        (
            'np.where(on, dout, cache["slope"] * dout)',
            'dout * np.where(on, 1, cache["slope"])',
            "the slopes are float64, so a float32 dout comes back as float64",
        ),
    ],
    "elu": [
        (
            "alpha * np.exp(np.minimum(x, 0))",
            "alpha * np.expm1(np.minimum(x, 0))",
            "left of 0 dx is multiplied by out, not by the slope",
        ),
        (
            "np.exp(np.minimum(x, 0))\n    return np.where(x > 0, dout, dout * slope)",
            "np.exp(x)\n    return dout * ((x > 0) + (x <= 0) * slope)",
            "exp overflows for large positive x, and 0 times infinity is nan",
        ),
    ],
    "gelu": [
        (
            "Phi + x * phi",
            "Phi",
            "the slope of Phi is forgotten: the product rule has two terms",
        ),
        (
            "x * phi",
            "phi",
            "the second term of the product rule lacks its x",
        ),
    ],
    "silu": [
        (
            "(s + x * s * (1 - s))",
            "s",
            "the gate is taken as a constant: the second term of the product rule is lost",
        ),
    ],
    "softplus": [
        (
            "np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))",
            "np.log(1 + np.exp(x))",
            "exp overflows, and out is infinite for large x",
        ),
        (
            '    cache["x"] = x\n    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))',
            (
                "    out = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))\n"
                '    cache["x"] = out\n'
                "    return out"
            ),
            "the slope is the sigmoid of out, not of x",
        ),
    ],
    "sigmoid": [
        (
            'cache["out"] = out',
            'cache["out"] = x',
            "the slope is x (1 - x): the input stands where out belongs",
        ),
        (
            "return dout * out * (1 - out)",
            "out *= 1 - out\n    return dout * out",
            "backward overwrites the out of its cache, so a second backward differs",
        ),
    ],
    "tanh": [
        (
            "1 - out**2",
            "1 - np.tanh(out) ** 2",
            "tanh is taken a second time, of out",
        ),
        (
            "np.tanh(x)",
            "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))",
            "exp overflows, and out is nan for large x",
        ),
    ],
    "exp": [
        (
            "np.exp(x)",
            "np.exp(x - x.max())",
            "the largest x is taken off, which is right for softmax only",
        ),
    ],
    "log": [
        (
            'dout / cache["x"]',
            'dout * cache["x"]',
            "dout is multiplied by x, not divided",
        ),
    ],
    "square": [
        (
            '2 * cache["x"]',
            'cache["x"]',
            "the factor 2 is missing",
        ),
        (
            "return x**2",
            "x *= x\n    return x",
            "x is overwritten with its square",
        ),
    ],
    "scale": [
        (
            'cache["a"] * dout',
            'dout / cache["a"]',
            "backward divides by a",
        ),
    ],
    "shift": [
        (
            "return dout",
            'return dout + cache["c"]',
            "the constant is added to the gradient",
        ),
    ],
    "clip": [
        (
            ' & (x <= cache["high"])',
            "",
            "the gradient passes above the upper bound",
        ),
        (
            'np.clip(x, cache["low"], cache["high"])',
            'np.clip(x, cache["low"], cache["high"], out=x)',
            "x is overwritten, and with it what backward looks at",
        ),
    ],
    "dropout": [
        (
            'dout * on / cache["keep"]',
            "dout * on",
            "dx is not divided by keep",
        ),
        (
            'cache["on"] = None',
            'cache.setdefault("on", None)',
            "in evaluation backward still uses the mask of the last training call",
        ),
        (
            "random(x.shape) <",
            "random(x.shape[-1:]) <",
            "one mask is drawn for all the examples",
        ),
        (
            "        return x\n",
            '        return x * cache["keep"]\n',
            "evaluation is scaled by keep, though training was already scaled by 1 / keep",
        ),
    ],
    "add": [
        (
            "out = out + a",
            "out += a",
            "the first input is overwritten",
        ),
        (
            "dout = dout.sum(axis=axis, keepdims=True)",
            "dout = dout.mean(axis=axis, keepdims=True)",
            "a gradient is averaged over the axes its input was spread on, not summed",
        ),
    ],
    "multiply": [
        (
            "if j != i:",
            "if j == (i + 1) % len(x):",
            "with three inputs only one of the other two is multiplied in",
        ),
        (
            "unbroadcast(grad, np.shape(x[i]))",
            "grad",
            "the gradient of an input that was spread is not summed to its shape",
        ),
    ],
    "maximum": [
        (
            "dout = dout.sum(axis=0)",
            "dout = dout[0]",
            "an input that was repeated gets the gradient of its first place only",
        ),
    ],
    "matmul": [
        (
            "np.swapaxes(b, -1, -2)",
            "b.T",
            "T turns all the axes of a stack, not the last two",
        ),
        (
            "np.swapaxes(a, -1, -2) @ dout",
            "np.swapaxes(a, -1, -2) @ dout / a.shape[-2]",
            "db is averaged over the rows, not summed",
        ),
    ],
    "fork": [
        (
            "dx = dx + d",
            "dx += d",
            "the first of the gradients handed in is overwritten",
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
        ),
        (
            "dx[:] = dout",
            "dx[0] = dout",
            "only the first example gets the gradient",
        ),
    ],
    "select": [
        (
            'rows[np.arange(len(rows)), cache["picked"]]',
            "rows.max(axis=1)",
            "forward takes the largest entry, not the one at index",
        ),
        (
            "drows[np.arange(len(picked)), picked]",
            "drows[:, picked]",
            "every row gets a gradient at the index of all the rows",
        ),
    ],
    "softmax": [
        (
            "(dout * out).sum(",
            "dout.sum(",
            "the sum over the row is of dout, not of dout times out",
        ),
        (
            "x.max(axis=-1, keepdims=True)",
            "x.max()",
            "the largest score of the whole batch is taken off, so a row far below is 0 / 0",
        ),
        (
            "z = np.exp(x - x.max(axis=-1, keepdims=True))",
            "x -= x.max(axis=-1, keepdims=True)\n    z = np.exp(x)",
            "x is overwritten",
        ),
        (
            "(dout * out).sum(axis=-1, keepdims=True)",
            "(dout * out).sum()",
            "the sum runs over the whole batch, not over the row",
        ),
    ],
    "logsoftmax": [
        (
            "out = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))",
            "out = np.log(np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True))",
            "the log of a probability rounded to 0 is minus infinity",
        ),
        (
            "p * dout.sum(axis=-1, keepdims=True)",
            "p * dout",
            "dout is not summed over the row",
        ),
    ],
    "flatten": [
        (
            "math.prod(x.shape[1:]))",
            'math.prod(x.shape[1:]), order="A")',
            "pixels follow the order of memory, so an x that lies otherwise is scrambled",
        ),
        (
            'dout.reshape(cache["shape"])',
            'dout.reshape(cache["shape"], order="F")',
            "the gradients go back in another order of the pixels",
        ),
    ],
}

ASIDE = {
    "sgd": [
        (
            'w -= state["lr"] * dw',
            'dw *= state["lr"]\n    w -= dw',
            "the gradient that was handed in is overwritten",
        ),
    ],
    "momentum": [
        (
            '    v *= state["mu"]\n    v -= state["lr"] * dw\n    w += v\n',
            '    w += v\n    v *= state["mu"]\n    v -= state["lr"] * dw\n',
            "w moves by the velocity of the step before",
        ),
    ],
    "nesterov": [
        (
            "-mu * before + (1 + mu) * v",
            "v",
            "it is plain momentum: the look ahead is missing",
        ),
    ],
    "adagrad": [
        (
            "(np.sqrt(v) +",
            "(v +",
            "it divides by the sum of squares, not by its root",
        ),
    ],
    "rmsprop": [
        (
            'decay * state["v"] + (1 - decay) * dw**2',
            '(1 - decay) * state["v"] + decay * dw**2',
            "the shares of the old mean and of the new square are swapped",
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
        ),
        (
            "vhat = v / (1 - beta2**t)",
            "vhat = v / (1 - beta1**t)",
            "v is corrected with beta1",
        ),
    ],
    "adamw": [
        (
            'state["t"] += 1',
            'state["t"] = 1',
            "t stays 1, so every step is corrected as if it were the first",
        ),
    ],
    "nll": [
        (
            "-dout / n",
            "-dout / len(x)",
            "dx divides by the length of the first axis, not by the examples that count",
        ),
        (
            'cache["x"], cache["counts"], cache["labels"] = x, counts, labels',
            'cache["x"], cache["counts"] = x, counts\n    cache.setdefault("labels", labels)',
            "backward uses the labels of the first call for ever",
        ),
    ],
    "cross_entropy": [
        (
            "float(dout) / len(p)",
            "float(dout)",
            "dx is not divided by the number of examples",
        ),
        (
            "drows = p * t.sum(axis=1, keepdims=True) - t",
            "drows = p\n    drows *= t.sum(axis=1, keepdims=True)\n    drows -= t",
            "backward writes into the p of its cache, so a second backward differs",
        ),
    ],
    "svm": [
        (
            "    terms[np.arange(n), labels] = 0\n",
            "",
            "the true class is counted as a wrong one, which adds the margin to the loss",
        ),
        (
            "terms.sum() / n",
            "terms.mean()",
            "the loss is divided by the classes too",
        ),
    ],
    "mse": [
        (
            '.astype(x.dtype), cache.get("mask")',
            ', cache.get("mask")',
            "float64 or integer targets turn float32 into float64",
        ),
    ],
    "mae": [
        (
            "np.abs(diff).mean()",
            "np.abs(diff.mean())",
            "errors of opposite sign cancel: it is the size of the mean, not the mean size",
        ),
    ],
    "huber": [
        (
            "delta * np.sign(diff)",
            "0 * diff",
            "beyond delta there is no gradient, so outliers teach nothing",
        ),
        (
            "delta * np.sign(diff)",
            "delta",
            "large negative errors are pushed the wrong way",
        ),
    ],
    "bce": [
        (
            "np.where(scores >= 0, 1 / (1 + z), z / (1 + z))",
            "1 / (1 + z)",
            "p is right for positive scores only",
        ),
    ],
    "relu": [
        (
            '(cache["x"] > 0)',
            "(dout > 0)",
            "the mask is taken from dout, not from x",
        ),
    ],
    "leaky_relu": [
        (
            'cache["slope"] * dout',
            "0.01 * dout",
            "backward has its own slope of 0.01, not the one that was set",
        ),
    ],
    "elu": [
        (
            "slope = alpha * np.exp(",
            "slope = np.exp(",
            "alpha is missing from the slope",
        ),
    ],
    "gelu": [
        (
            "Phi = (1 + erf(x / math.sqrt(2))) / 2",
            "Phi = (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2",
            "forward is the tanh approximation, not the exact Phi",
        ),
    ],
    "silu": [
        (
            "s = np.where(x >= 0, 1 / (1 + z), z / (1 + z))",
            "s = np.exp(x) / (1 + np.exp(x))",
            "infinity over infinity is nan for large x",
        ),
    ],
    "softplus": [
        (
            "dout * slope",
            "dout * (x > 0)",
            "the slope is that of a ReLU",
        ),
    ],
    "sigmoid": [
        (
            "dout * out * (1 - out)",
            "out * (1 - out)",
            "dout is forgotten: it is the local slope only",
        ),
    ],
    "exp": [
        (
            'dout * cache["out"]',
            'dout * np.exp(cache["out"])',
            "exp is taken a second time, of out",
        ),
    ],
    "reciprocal": [
        (
            "-dout / x**2",
            "dout / x**2",
            "the minus sign is missing",
        ),
    ],
    "sqrt": [
        (
            'cache["out"] = out',
            'cache["out"] = x',
            "dx divides by 2 x, not by 2 sqrt(x)",
        ),
    ],
    "clip": [
        (
            "dout * inside",
            'np.clip(dout, cache["low"], cache["high"])',
            "backward clips the gradient, where it should stop it outside the bounds",
        ),
    ],
    "dropout": [
        (
            'out = x * on / cache["keep"]',
            "out = x * on",
            "what is kept is not divided by keep",
        ),
        (
            '    return dout * on / cache["keep"]',
            (
                '    on = cache["rng"].random(dout.shape) < cache["keep"]\n'
                '    return dout * on / cache["keep"]'
            ),
            "backward draws a mask of its own",
        ),
        (
            '    cache["on"] = on\n    out = x * on / cache["keep"]\n',
            '    out = x * on / cache["keep"]\n    cache["on"] = out != 0\n',
            "the mask is read off out, so an entry that is 0 and kept gets no gradient",
        ),
    ],
    "multiply": [
        (
            "            if j != i:\n                grad = grad * x[j]\n",
            "            grad = grad * x[j]\n        grad = grad / x[i]\n",
            "it divides the product by x[i]: 0 / 0 where an input is 0",
        ),
    ],
    "maximum": [
        (
            "(a == out) & free",
            "a == out",
            "at a tie every one of the largest takes all of dout",
        ),
    ],
    "matmul": [
        (
            "np.swapaxes(a, -1, -2) @ dout",
            "np.swapaxes(dout, -1, -2) @ a",
            "db is transposed",
        ),
    ],
    "fork": [
        (
            "dx = dx + d",
            "dx = d",
            "the gradients replace one another: only the last is left",
        ),
    ],
    "select": [
        (
            "np.zeros((len(picked), x.shape[-1]), x.dtype)",
            'cache.setdefault("drows", np.zeros((len(picked), x.shape[-1]), x.dtype))',
            "dx is kept between calls, with the picks of the last one still in it",
        ),
    ],
    "softmax": [
        (
            "(dout * out).sum(axis=-1, keepdims=True)",
            "dout * out",
            "it has the diagonal of the Jacobian only, out (1 - out)",
        ),
        (
            "z.sum(axis=-1, keepdims=True)",
            "z.sum(axis=0, keepdims=True)",
            "it is normalized over the examples, not over the classes",
        ),
    ],
    "logsoftmax": [
        (
            'np.exp(cache["out"])',
            'cache["out"]',
            "out stands where its exp, the probability, belongs",
        ),
        (
            'p = np.exp(cache["out"])',
            'p = np.exp(cache["out"], out=cache["out"])',
            "backward overwrites the out of its cache, so a second backward differs",
        ),
    ],
}
