"""The table of mistakes: what students get wrong in CS231n's functions, one change each.

    "function": [(the right text, a wrong one, what is wrong then), ...]

The right text stands exactly once in that function of right/cs231n.py. With the wrong one in
its place, the file differs from the right one at some input that the contract allows.
"""

MISTAKES = {
    "affine_forward": [
        ("rows @ w + b", "rows @ w", "b is not added"),
        (
            "cache = (x, w, b)",
            "cache = (rows, w, b)",
            "x is cached flattened, so dx comes back without x's shape",
        ),
    ],
    "affine_backward": [
        ("dw = rows.T @ dout", "dw = rows.T @ dout / N", "dw is averaged over the batch"),
        ("(dout @ w.T).reshape(x.shape)", "dout @ w.T", "dx is left flat"),
        (
            "dout.sum(axis=0)",
            "dout.sum(axis=1)",
            "db is summed over the outputs, not over the batch",
        ),
        ("rows.T @ dout", "rows[:1].T @ dout[:1]", "dw counts the first example only"),
    ],
    "relu_forward": [
        ("out = np.maximum(0, x)", "x[x < 0] = 0\n    out = x", "x is written to"),
        ("np.maximum(0, x)", "np.maximum(0.01 * x, x)", "this is a leaky ReLU"),
    ],
    "relu_backward": [
        ("dx = dout * (x > 0)", "dout[x <= 0] = 0\n    dx = dout", "dout is written to"),
        (
            "dout * (x > 0)",
            "dout * np.maximum(0, x)",
            "dout is multiplied by the output, not by the slope",
        ),
    ],
    "batchnorm_forward": [
        (
            "x.var(axis=0)",
            "x.var(axis=0, ddof=1)",
            "the batch is normalized by the variance over N - 1",
        ),
        (
            "running_mean = momentum * running_mean + (1 - momentum) * mean",
            "running_mean = (1 - momentum) * running_mean + momentum * mean",
            "momentum's shares are swapped in the running mean",
        ),
        ("np.sqrt(var + eps)", "np.sqrt(var) + eps", "eps is outside the root"),
        (
            "    cache = None\n",
            (
                "    cache = None\n"
                "        running_mean = momentum * running_mean + (1 - momentum) * "
                "x.mean(axis=0)\n"
            ),
            "the running mean moves in test mode",
        ),
    ],
    "batchnorm_backward": [
        ("dvar * 2 * (x - mean) / N", "0", "the batch variance is taken as a constant"),
        (
            "(dout * xhat).sum(axis=0)",
            "(dout * x).sum(axis=0)",
            "dgamma is taken with x, not with xhat",
        ),
        ("dvar * 2 *", "dvar *", "the 2 of the square is lost"),
        ("+ dmean / N", "+ dmean", "the mean's path is not divided by N"),
    ],
    "batchnorm_backward_alt": [
        ("gamma / (N * std)", "1 / (N * std)", "gamma is missing in dx"),
        ("(N * dout - dbeta", "(dout - dbeta", "dout is not multiplied by N"),
    ],
    "layernorm_forward": [
        (
            "x.mean(axis=1, keepdims=True)\n    var = x.var(axis=1, keepdims=True)",
            "x.mean(axis=0)\n    var = x.var(axis=0)",
            "this is batchnorm: columns are normalized, not rows",
        ),
        (
            "x.var(axis=1, keepdims=True)",
            "x.var(axis=1, ddof=1, keepdims=True)",
            "the variance is divided by D - 1",
        ),
        ("np.sqrt(var + eps)", "np.sqrt(var)", "eps is forgotten"),
    ],
    "layernorm_backward": [
        (
            (
                "along_1 = dxhat.sum(axis=1, keepdims=True)\n"
                "    along_xhat = (dxhat * xhat).sum(axis=1, keepdims=True)"
            ),
            "along_1 = dxhat.sum(axis=0)\n    along_xhat = (dxhat * xhat).sum(axis=0)",
            "dx sums over the batch, as batchnorm's does",
        ),
        (" - xhat * along_xhat / D", "", "the variance of the row is taken as a constant"),
        (
            (
                "    dxhat = dout * gamma\n"
                "    along_1 = dxhat.sum(axis=1, keepdims=True)\n"
                "    along_xhat = (dxhat * xhat).sum(axis=1, keepdims=True)\n"
                "    dx = (dxhat - along_1 / D - xhat * along_xhat / D) / std"
            ),
            (
                "    along_1 = dout.sum(axis=1, keepdims=True)\n"
                "    along_xhat = (dout * xhat).sum(axis=1, keepdims=True)\n"
                "    dx = gamma * (dout - along_1 / D - xhat * along_xhat / D) / std"
            ),
            "gamma is taken out of the sums over the row, where it does not come out",
        ),
    ],
    "dropout_forward": [
        ("< p) / p", "< p)", "what is kept is not scaled up by 1 / p"),
        (
            "(np.random.rand(*x.shape) < p) / p",
            "(np.random.rand(*x.shape) > p) / (1 - p)",
            "p is taken as the share dropped",
        ),
        ('if mode == "train"', 'if mode in ("train", "test")', "test mode drops too"),
        (
            "np.random.rand(*x.shape)",
            "np.random.rand(*x.shape[1:])",
            "every example has the same mask",
        ),
    ],
    "dropout_backward": [
        ("dout * mask", 'dout / dropout_param["p"]', "the mask is missing"),
        (
            "else:\n        dx = dout",
            'else:\n        dx = dout * dropout_param["p"]',
            "test mode scales dx by p",
        ),
    ],
    "conv_forward_naive": [
        ("w[f])", "w[f, :, ::-1, ::-1])", "the filter is turned by 180 degrees"),
        ("i * stride, j * stride", "i, j", "the windows step by 1 whatever the stride"),
        (
            "(pad, pad), (pad, pad)))",
            '(pad, pad), (pad, pad)), mode="edge")',
            "the border repeats the edge where zeros belong",
        ),
    ],
    "conv_backward_naive": [
        (
            "dx_pad[n, :, rows, columns] +=",
            "dx_pad[n, :, rows, columns] =",
            "windows that overlap overwrite each other in dx",
        ),
        ("dw[f] +=", "dw[f] =", "dw keeps the last window only"),
        ("i * stride, j * stride", "i, j", "backward steps by 1 whatever the stride"),
        (
            "pad : pad + H, pad : pad + W",
            "pad : pad + W, pad : pad + H",
            "height and width are swapped where dx is cut out",
        ),
    ],
    "max_pool_forward_naive": [
        (
            "i * stride, j * stride",
            "i * HH, j * WW",
            "the windows lie side by side whatever the stride",
        ),
        (
            "windows.max(axis=(2, 3))",
            "np.maximum(0, windows.max(axis=(2, 3)))",
            "the maximum starts at 0, so a negative one is lost",
        ),
    ],
    "max_pool_backward_naive": [
        (
            "left + column] +=",
            "left + column] =",
            "a pixel that is the largest of two windows keeps one gradient",
        ),
        (
            "window.shape)",
            "(WW, HH))",
            "the place in the window is read with height and width swapped",
        ),
        (
            (
                "row, column = np.unravel_index(window.argmax(), window.shape)\n"
                "                    dx[n, c, top + row, left + column] += dout[n, c, i, j]"
            ),
            "dx[n, c, top : top + HH, left : left + WW] += dout[n, c, i, j] / (HH * WW)",
            "the gradient is spread evenly, as average pooling's",
        ),
        (
            "i * stride, j * stride",
            "i * HH, j * WW",
            "backward puts the windows side by side whatever the stride",
        ),
    ],
    "spatial_batchnorm_forward": [
        (
            "x.transpose(0, 2, 3, 1).reshape(-1, C)",
            "x.reshape(-1, C)",
            "the channels are not moved last before the reshape",
        ),
        (
            "beta, bn_param)\n    out =",
            "beta, dict(bn_param))\n    out =",
            "the running averages are kept in a copy of bn_param",
        ),
    ],
    "spatial_batchnorm_backward": [
        (
            "dout.transpose(0, 2, 3, 1).reshape(-1, C)",
            "dout.reshape(-1, C)",
            "dout's channels are not moved last before the reshape",
        ),
        (
            "return dx, dgamma, dbeta",
            "return dx, dgamma / (H * W), dbeta / (H * W)",
            "dgamma and dbeta are averaged over the pixels",
        ),
    ],
    "spatial_groupnorm_forward": [
        (
            (
                "groups.mean(axis=(2, 3, 4), keepdims=True)\n"
                "    var = groups.var(axis=(2, 3, 4), keepdims=True)"
            ),
            (
                "groups.mean(axis=(3, 4), keepdims=True)\n"
                "    var = groups.var(axis=(3, 4), keepdims=True)"
            ),
            "every channel is normalized by itself",
        ),
        (
            "groups = x.reshape(N, G, C // G, H, W)",
            "G = C // G\n    groups = x.reshape(N, G, C // G, H, W)",
            "there are C / G groups of G channels, the other way round",
        ),
    ],
    "spatial_groupnorm_backward": [
        (
            "dgamma = (dout * xhat).sum(axis=(0, 2, 3), keepdims=True)",
            "dgamma = (dout * xhat).sum(axis=(0, 2, 3))",
            "dgamma has shape (C,) and not gamma's",
        ),
        (" - xhat * along_xhat / size", "", "the variance of the group is taken as a constant"),
        ("dxhat = (dout * gamma).reshape", "dxhat = dout.reshape", "gamma is missing in dx"),
    ],
    "rnn_step_forward": [
        (" + b)", ")", "b is not added"),
        (
            "Wh, next_h)",
            "Wh, x @ Wx + prev_h @ Wh + b)",
            "what goes into tanh is cached as if it were what comes out",
        ),
    ],
    "rnn_step_backward": [
        ("1 - next_h**2", "1 - prev_h**2", "the slope is taken at the state before"),
        ("da @ Wh.T", "da @ Wh", "Wh is not transposed in dprev_h"),
        ("da.sum(axis=0)", "dnext_h.sum(axis=0)", "db leaves out the slope of tanh"),
    ],
    "rnn_forward": [
        ("        prev_h = next_h\n", "", "every step starts from h0"),
        ("range(T)", "range(1, T)", "step 0 is left out"),
    ],
    "rnn_backward": [
        ("dh[:, t] + dprev_h", "dh[:, t]", "the gradient from the next step is dropped"),
        ("cache[t])", "cache.pop())", "the cache is emptied, so that backward works only once"),
        (
            "dnext_h = dh[:, t] + dprev_h",
            "dh[:, t] += dprev_h\n        dnext_h = dh[:, t]",
            "dh is written to",
        ),
        ("reversed(range(T))", "reversed(range(1, T))", "step 0 is left out"),
    ],
    "lstm_step_forward": [
        (
            (
                "f = sigmoid(a[:, H : 2 * H])\n"
                "    o = sigmoid(a[:, 2 * H : 3 * H])\n"
                "    g = np.tanh(a[:, 3 * H :])"
            ),
            (
                "f = sigmoid(a[:, H : 2 * H])\n"
                "    g = np.tanh(a[:, 2 * H : 3 * H])\n"
                "    o = sigmoid(a[:, 3 * H :])"
            ),
            "the gates are in the order i, f, g, o",
        ),
        (
            "sigmoid(a[:, H : 2 * H])",
            "sigmoid(a[:, H : 2 * H] + 1)",
            "1 is added to the forget gate's bias",
        ),
        (
            "np.tanh(a[:, 3 * H :])",
            "sigmoid(a[:, 3 * H :])",
            "the candidate g goes through a sigmoid",
        ),
    ],
    "lstm_step_backward": [
        ("(1 - tanh_c**2)", "(1 - next_c**2)", "tanh's slope is taken with its input"),
        ("df = dc * prev_c", "df = dc * next_c", "df is taken with the memory after the step"),
        (
            "dprev_c = dc * f",
            "dprev_c = dnext_c * f",
            "dprev_c leaves out what came through next_h",
        ),
        (
            "dc = dnext_c + dnext_h * o * (1 - tanh_c**2)",
            "dnext_c += dnext_h * o * (1 - tanh_c**2)\n    dc = dnext_c",
            "dnext_c is written to",
        ),
    ],
    "lstm_forward": [
        ("h[:, t] = next_h", "h[:, t] = next_c", "the memory is returned in place of h"),
        ("np.zeros(h0.shape)", "h0", "the memory starts at h0, not at 0"),
    ],
    "lstm_backward": [
        (
            "dh[:, t] + dprev_h, dprev_c",
            "dh[:, t], dprev_c",
            "the gradient of h from the next step is dropped",
        ),
        ("dh0 = dprev_h", "dh0 = np.zeros((N, H))", "dh0 is zero"),
    ],
    "word_embedding_forward": [
        ("W[x]", "W[x - 1]", "words are counted from 1"),
        ("W[x]", "W[x.T]", "examples and steps are swapped"),
    ],
    "word_embedding_backward": [
        ("np.add.at(dW, x, dout)", "dW[x] += dout", "a word that comes twice is counted once"),
        (
            "np.zeros(W.shape)",
            "np.zeros((x.max() + 1, W.shape[1]))",
            "dW has rows only up to the largest word of the batch",
        ),
        (
            "dW = np.zeros(W.shape)",
            'dW = globals().setdefault(f"dW{W.shape}", np.zeros(W.shape))',
            "dW is kept, and adds to that of the last call",
        ),
    ],
    "temporal_affine_forward": [
        (" + b\n", "\n", "b is not added"),
        (
            "x.reshape(N * T, D)",
            "x.reshape(D, N * T).T",
            "reshape is taken for a transpose, and mixes examples",
        ),
    ],
    "temporal_affine_backward": [
        ("dout_rows.sum(axis=0)", "dout.sum(axis=0)", "db is not summed over the steps"),
        (
            "dw = rows.T @ dout_rows",
            "dw = x[:, -1].T @ dout[:, -1]",
            "dw counts the last step only",
        ),
    ],
    "softmax_loss": [
        (
            "x - x.max(axis=1, keepdims=True)",
            "x",
            "the largest score is not taken off, so exp overflows",
        ),
        (
            "x - x.max(axis=1, keepdims=True)",
            "x - x.max()",
            "the largest score of the whole batch is taken off, and low rows underflow",
        ),
        ("    dx /= N\n", "", "dx is not divided by N"),
        (
            "shifted = x - x.max(axis=1, keepdims=True)",
            "x -= x.max(axis=1, keepdims=True)\n    shifted = x",
            "x is written to",
        ),
    ],
    "svm_loss": [
        ("    margins[np.arange(N), y] = 0\n", "", "the true class is counted in the loss"),
        ("    dx[np.arange(N), y] = -on.sum(axis=1)\n", "", "the true class has no gradient"),
        (
            "on = (margins > 0).astype(float)",
            "on = margins",
            "dx is that of half the squared margins",
        ),
    ],
    "temporal_softmax_loss": [
        ("drows * counts[:, None] / N", "drows / N", "the mask is missing in dx"),
        (
            "(counts * log_p[np.arange(N * T), labels])",
            "(log_p[np.arange(N * T), labels])",
            "the mask is missing in the loss",
        ),
        (
            (
                "    drows[np.arange(N * T), labels] -= 1\n"
                "    drows = drows * counts[:, None] / N"
            ),
            (
                "    drows = drows * counts[:, None] / N\n"
                "    drows[np.arange(N * T), labels] -= 1 / N"
            ),
            "the 1 is taken off at masked steps as well",
        ),
        (
            "y.reshape(N * T)",
            "y.T.reshape(N * T)",
            "the labels are flattened in another order than the scores",
        ),
    ],
    "sgd": [
        ('config["learning_rate"] * dw', "1e-2 * dw", "the learning rate of config is ignored"),
        (
            'next_w = w - config["learning_rate"] * dw',
            'dw *= config["learning_rate"]\n    next_w = w - dw',
            "dw is written to",
        ),
    ],
    "sgd_momentum": [
        (
            "next_w = w + v",
            "next_w = w - v",
            "the velocity is subtracted though it points down already",
        ),
        (
            "config=None):\n    if config is None:\n        config = {}\n",
            "config={}):\n",
            "the default config is one dict, so velocity is left over between calls",
        ),
        (
            "next_w = w + v",
            'next_w = w + config["momentum"] * v - config["learning_rate"] * dw',
            "this is Nesterov's step",
        ),
    ],
    "rmsprop": [
        (
            "decay * cache + (1 - decay) * dw**2",
            "(1 - decay) * cache + decay * dw**2",
            "the decay's shares are swapped",
        ),
        (
            "decay * cache + (1 - decay) * dw**2",
            "cache + dw**2",
            "the squares are added up without decay, as in Adagrad",
        ),
        (
            '(np.sqrt(cache) + config["epsilon"])',
            'np.sqrt(cache + config["epsilon"])',
            "epsilon is inside the root",
        ),
    ],
    "adam": [
        ("vhat = v / (1 - beta2**t)", "vhat = v", "v is not corrected for its start at 0"),
        (
            '    config["t"], config["m"], config["v"] = t, m, v',
            '    config["t"], config["m"], config["v"] = t, mhat, vhat',
            "the corrected moments are stored, and corrected again at the next step",
        ),
        ("(1 - beta1) * dw", "dw", "the new gradient is not weighed by 1 - beta1"),
    ],
}
