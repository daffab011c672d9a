"""The table of planted faults: what could be wrong in a layer or a rule, one line each.

    "module": [(the right text, a wrong one, what is wrong then), ...]

The right text stands exactly once in the module's code, its docstring left out. test_faults.py
puts the wrong one in its place, and some test of the suite must see it.
"""

FAULTS = {
    "layers.affine": [
        ("drows.sum(axis=0)", "drows.mean(axis=0)", "db is a mean over the rows"),
        ("rows.T @ drows", "rows.T @ drows / len(rows)", "dw is a mean over the rows"),
        ("drows @ w.T", "1.001 * drows @ w.T", "dx is 0.1 % too large"),
        ("rows @ w + b", "rows @ w", "out is without b"),
        ('if not cache.get("need_dx", True)', "if False", "dx is made though nobody reads it"),
        ('scale="kaiming"', 'scale="lecun"', "w starts at half the variance"),
    ],
    "layers.flatten": [
        ("dout.reshape(", "-dout.reshape(", "dx has the wrong sign"),
        ('cache["shape"])', 'cache["shape"], order="F")', "dx has its pixels in another order"),
        ("shape[1:]))", 'shape[1:]), order="F")', "out has its pixels in another order"),
    ],
    "layers.relu": [
        ('dout * cache["on"]', "dout", "a unit that is off passes the gradient"),
        ('dout * cache["on"]', 'dout * ~cache["on"]', "only units that are off pass it"),
        ("x > 0", "x >= 0", "the slope at 0 is 1"),
        ("np.maximum(x, 0)", "np.minimum(x, 0)", "out is the other side"),
    ],
    "layers.leaky_relu": [
        ('dtype.type(cache["slope"])', "dtype.type(0.01)", "backward has a slope of its own"),
        ('np.maximum(cache["on"], slope)', 'cache["on"]', "backward is a ReLU's"),
        ('cache["on"] = x > 0', 'cache["on"] = x >= 0', "the slope at 0 is 1"),
        ("np.maximum(x,", "np.minimum(x,", "out bends the other way"),
    ],
    "layers.sigmoid": [
        ("dout * out * (1 - out)", "dout * out", "the slope is out"),
        ("dout * out * (1 - out)", "dout * out * (1 - out * out)", "1 - out is squared"),
        ("np.maximum(z, x > 0) / (1 + z)", "1 / (1 + np.exp(-x))", "exp can overflow"),
        ("np.maximum(z, x > 0) / (1 + z)", "0.5 + 0.5 * np.tanh(x / 2)", "tails lose digits"),
    ],
    "layers.tanh": [
        ("dout * (1 - out * out)", "dout * (1 - out)", "out is not squared"),
        ("dout * (1 - out * out)", "dout * (1 + out * out)", "a minus is a plus"),
        ("np.tanh(x)", "np.tanh(x / 2)", "out is stretched"),
    ],
    "layers.softmax": [
        ("(dout * out).sum(axis=-1, keepdims=True)", "dout * out", "only the diagonal"),
        ("return out * (dout", "return (dout", "dx is not weighted by out"),
        ("z.sum(axis=-1", "z.sum(axis=0", "out sums to 1 over the examples"),
        ("x - x.max(axis=-1, keepdims=True)", "x", "exp can overflow"),
    ],
    "layers.logsoftmax": [
        (" * dout.sum(axis=-1, keepdims=True)", "", "dout is not summed"),
        ("dout.sum(axis=-1, keepdims=True)", "dout", "only the diagonal"),
        ("x - x.max(axis=-1, keepdims=True)", "x", "exp can overflow"),
    ],
    "layers.dropout": [
        ('dout * on / cache["keep"]', "dout * on", "dx is not scaled"),
        (
            'dout * on / cache["keep"]',
            'dout / cache["keep"]',
            "what is off passes the gradient",
        ),
        ('x * on / cache["keep"]', "x * on", "out is not scaled"),
        ('< cache["keep"]', '> cache["keep"]', "keep is the share dropped"),
        ('if cache["train"] else', "if True else", "it acts out of training too"),
        ('cache["rng"].random', "np.random.default_rng(0).random", "every draw is the same"),
    ],
    "layers.batchnorm": [
        ("dbeta = dout.sum(axes)", "dbeta = dout.mean(axes)", "dbeta is a mean"),
        (
            "(dout * xhat).sum(axes)",
            "(dout * xhat).sum(axes) * rstd",
            "dgamma is of x, not xhat",
        ),
        (" + xhat * dgamma", "", "the variance is taken as constant"),
        ("dbeta + xhat", "xhat", "the mean is taken as constant"),
        ("gamma * rstd", "rstd", "dx is without gamma"),
        ("n = math.inf", "pass", "running averages are taken as the batch's own"),
        ("var * n / (n - 1)", "var", "running_var is biased"),
        ('1 - cache["momentum"]', 'cache["momentum"]', "momentum is the share forgotten"),
        ("n < 2", "n < 1", "one entry a channel is let through"),
    ],
    "layers.nll": [
        ("-dout / n", "-dout", "dx is of a sum, not a mean"),
        ("-dout / n", "dout / n", "dx has the wrong sign"),
        ("labels].mean()", "labels].sum()", "the loss is a sum"),
    ],
    "layers.cross_entropy": [
        ("dout / n", "dout", "dx is of a sum, not a mean"),
        ("p - smoothing / K", "p.copy()", "the smoothing is not spread on the way back"),
        ("-= 1 - smoothing", "-= 1", "the true class keeps its whole share"),
        ("rows.mean(axis=1)", "rows.sum(axis=1)", "the smoothing is not shared out"),
        ("rows - rows.max(axis=1, keepdims=True)", "rows", "exp can overflow"),
        (' * cache["q"].sum(axis=1, keepdims=True)', "", "weighted rows are taken to sum to 1"),
        ("weights[labels].mean()", "weights.mean()", "the mean divides by other weights"),
        ("weights[labels].any()", "len(labels)", "no weight above 0 is let through"),
    ],
    "layers.svm": [
        ("-on.sum(axis=1)", "-1", "the true class is pulled once, not by every term"),
        ("dout / n", "dout", "dx is of a sum, not a mean"),
        ("terms[each, labels] = 0", "pass", "the true class is a term of its own"),
        ("terms > 0", "terms >= 0", "the slope at the kink is 1"),
        ('cache["margin"])', "1.0)", "the margin is 1 whatever init was told"),
    ],
    "layers.mse": [
        ("2 * float(dout)", "float(dout)", "the slope of a square lacks its 2"),
        ("/ diff.size", "", "dx is of a sum, not a mean"),
    ],
    "layers.mae": [
        ("np.sign(diff)", "diff", "dx is a square's"),
        ("/ diff.size", "", "dx is of a sum, not a mean"),
        ("np.maximum(diff, -diff)", "diff", "errors of two signs cancel"),
    ],
    "layers.huber": [
        ("clipped * (float", "np.sign(clipped) * (float", "dx is that of the absolute error"),
        ("/ clipped.size", "", "dx is of a sum, not a mean"),
        ("diff - clipped / 2", "diff", "the parabola lacks its 1/2"),
    ],
    "layers.bce": [
        ("p - targets)", "p)", "dx does not know the target"),
        ("/ p.size", "", "dx is of a sum, not a mean"),
        ("np.minimum(entries, -entries)", "-entries", "the loss is right for x > 0 alone"),
        ("(y >= 0) & (y <= 1)", "(y >= 0)", "a target above 1 is let through"),
        ("wrong & counts", "wrong", "a target that does not count is refused"),
    ],
    "layers.elu": [
        ("left = alpha * np.exp", "left = np.exp", "dx is without alpha"),
        (" + (x <= 0) * left", "", "backward is a ReLU's"),
        ("alpha * np.expm1(", "alpha * np.exp(", "out jumps at 0"),
        ("alpha * np.exp(np.minimum(x, 0))", "alpha * np.exp(x)", "exp can overflow"),
        ("x <= 0", "x < 0", "the slope at 0 is 0"),
    ],
    "layers.gelu": [
        (" + x * phi", "", "the slope of Phi is forgotten"),
        ("near * near / 2", "near * near", "phi is too narrow"),
        ("np.clip(x, -40, 40)", "x", "the square of x can overflow"),
        ("= x, ndtr(x)", "= x, np.float32(1) - ndtr(-x)", "the left tail loses its digits"),
    ],
    "layers.silu": [
        ("s + out * (1 - s)", "s", "the slope of the sigmoid is forgotten"),
        ("out * (1 - s)", "s * (1 - s)", "the slope of the sigmoid is without its x"),
    ],
    "layers.softplus": [
        ('sigmoid.forward(cache["x"], {})', '(cache["x"] > 0)', "backward is a ReLU's"),
        ("return dout * ", "return ", "dout is forgotten"),
        ("np.minimum(x, -x)", "-x", "out is right for x > 0 alone"),
        ("np.log1p(z)", "np.log(1 + z)", "the left tail loses its digits"),
    ],
    "layers.layernorm": [
        (" - xhat * along", "", "the variance is taken as constant"),
        ("dxhat - dxhat.mean(-1, keepdims=True)", "dxhat", "the mean is taken as constant"),
        ('cache["gamma"] * dout', "dout", "dx is without gamma"),
        ("(dout * xhat).sum(rows)", "dout.sum(rows)", "dgamma is dbeta"),
    ],
    "layers.groupnorm": [
        (" - xhat * along", "", "the variance is taken as constant"),
        ("dxhat - dxhat.mean(within, keepdims=True)", "dxhat", "the mean is taken as constant"),
        ('by_group(cache["gamma"], xhat) * dout', "dout", "dx is without gamma"),
        ("(dout * xhat).sum(others)", "dout.sum(others)", "dgamma is dbeta"),
        ("or C % G or", "or", "groups that do not divide the channels are let through"),
    ],
    "layers.rmsnorm": [
        (" - xhat * (dxhat * xhat).mean(-1, keepdims=True)", "", "rrms is taken as constant"),
        ('cache["gamma"] * dout', "dout", "dx is without gamma"),
        ("(x**2).mean(-1", "(x**2).sum(-1", "the root is of a sum, not a mean"),
    ],
    "layers.add": [
        ("unbroadcast(dout, shape)", "dout", "what was spread is not summed"),
        ("unbroadcast(dout, shape)", "-unbroadcast(dout, shape)", "dx has the wrong sign"),
        ("reduce(np.add, x)", "reduce(np.subtract, x)", "out is a difference"),
    ],
    "layers.multiply": [
        ("x[:i] + x[i + 1 :]", "x", "an input is a factor of its own gradient"),
        ("reduce(np.multiply, others, dout)", "dout", "the gradients are not switched"),
    ],
    "layers.maximum": [
        ("dout * on", "dout", "the later ones take all, larger or not"),
        ("dout = dout * ~on", "pass", "the first takes all as well"),
        ("np.greater(a, out)", "np.greater_equal(a, out)", "the last takes all at a tie"),
    ],
    "layers.matmul": [
        ("da = dout", "da = -dout", "da has the wrong sign"),
        ("db = a.mT", "db = 1.001 * a.mT", "db is 0.1 % too large"),
        ("unbroadcast(db, b.shape)", "db", "what was spread is not summed"),
    ],
    "layers.fork": [
        ("reduce(np.add, dout)", "dout[0]", "the gradients do not add up"),
        ("reduce(np.add, dout)", "reduce(np.add, dout) / len(dout)", "they are averaged"),
    ],
    "layers.exp": [
        ('dout * cache["out"]', "dout", "the slope is 1"),
        ("np.exp(x)", "np.exp2(x)", "out is a power of 2"),
    ],
    "layers.log": [
        ('dout / cache["x"]', 'dout * cache["x"]', "it divides the wrong way round"),
        ("np.log(x)", "np.log2(x)", "out is to base 2"),
    ],
    "layers.reciprocal": [
        ("-dout", "dout", "dx has the wrong sign"),
        ("dout * out * out", "dout * out", "out is not squared"),
    ],
    "layers.square": [
        ("dout * 2", "dout", "the slope lacks its 2"),
        ('* 2 * cache["x"]', "* 2", "the slope is constant"),
    ],
    "layers.scale": [
        ('cache["a"] * dout', "dout", "dx is not scaled"),
        ('cache["a"] * dout', 'dout / cache["a"]', "dx is scaled back"),
    ],
    "layers.shift": [
        ("return dout", "return -dout", "dx has the wrong sign"),
        ("return dout", 'return dout + cache["c"]', "dx is shifted too"),
    ],
    "layers.clip": [
        ('dout * cache["on"]', "dout", "the gradient passes beyond the bounds"),
        (" & (x <= high)", "", "it passes beyond the upper one"),
        ("(low <= x) & (x <= high)", "(low < x) & (x < high)", "the slope at a bound is 0"),
    ],
    "layers.select": [
        ("np.zeros_like", "np.ones_like", "what was not picked has a gradient"),
        ("np.asarray(dout)", "-np.asarray(dout)", "dx has the wrong sign"),
        ("(index < 0) | ", "", "a negative index counts from the end"),
    ],
    "optim.sgd": [
        ("w -= ", "w += ", "it climbs"),
        ('state["lr"] * dw', "dw", "lr is 1 whatever init was told"),
        ("w -= ", "w = w - ", "a copy is moved"),
    ],
    "optim.momentum": [
        ("- lr * dw", "+ lr * dw", "it climbs"),
        ("v[...] = ", "v = ", "the velocity is forgotten"),
        ("mu * v - lr * dw", "mu * (v - lr * dw)", "the push is slowed too"),
        ("mu * v - lr * dw", "mu * v - (1 - mu) * lr * dw", "v is a running mean"),
        ("w += v", "w += mu * v - lr * dw", "it looks ahead, as Nesterov's does"),
    ],
    "optim.adam": [
        ("v += (1 - beta2) * dw * dw", "v += (1 - beta2) * dw", "dw is not squared"),
        ("m *= beta1", "m *= beta2", "the mean has the square's beta"),
        ("v *= beta2", "v *= beta1", "the square has the mean's beta"),
        ("/ (1 - beta1**t)", "", "the mean is not corrected"),
        ("math.sqrt(1 - beta2**t)", "1.0", "the square is not corrected"),
        ('state["t"] = t = ', "t = ", "every step is the first"),
        ("np.sqrt(v) + root * eps", "np.sqrt(v + root * eps)", "eps is inside the root"),
        ("np.sqrt(v) + root * eps", "np.sqrt(v) + eps", "eps is not corrected with the root"),
    ],
    "optim.nesterov": [
        ("w += mu * v - lr * dw", "w += v", "it does not look ahead"),
        ("v[...] = ", "v = ", "the velocity is forgotten"),
    ],
    "optim.adagrad": [
        ("v += dw * dw", "v += dw", "dw is not squared"),
        ("np.sqrt(v) + eps", "v + eps", "the root is forgotten"),
    ],
    "optim.rmsprop": [
        ("v *= decay", "v *= 1 - decay", "the two shares are swapped"),
        ("v += (1 - decay) * dw * dw", "v += dw * dw", "the new square has no share"),
        ("np.sqrt(v) + eps", "v + eps", "the root is forgotten"),
    ],
    "optim.adamw": [
        ('state["lr"] * state["weight_decay"]', 'state["weight_decay"]', "lr is left out"),
        ("w *= 1 - ", "dw = dw + w * ", "the decay goes through Adam's root"),
    ],
    "optim.decay": [
        ("+= l2 * inner", "+= l2 / 2 * inner", "the slope of a square lacks its 2"),
        ('return key.startswith("w")', "return True", "biases decay too"),
        ("return l2 / 2 * sum", "return l2 * sum", "the penalty lacks its 1/2"),
    ],
    "diagnose.gradcheck": [
        ("/ (2 * h)", "/ h", "a slope is taken over half its run"),
        ("/ largest) if", "/ 1e9) if", "every error is small"),
        ("            rng.bit_generator.state = state", "            pass", "draws go on"),
        ("holder[key].dtype != np.float64", "False", "float32 is let through"),
    ],
}
