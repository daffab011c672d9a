"""The table of mistakes: what students get wrong in CS231n's functions, one change each.

    "function": [(the right text, a wrong one, what is wrong then, its name), ...]

The right text stands exactly once in that function of right/cs231n.py. With the wrong one in
its place, the file differs from the right one at some input that the contract allows.
"""

MISTAKES = {
    "affine_forward": [
        (
            "rows @ w + b",
            "rows @ w",
            "b is not added",
            "b is not added",
        ),
        (
            "cache = (x, w, b)",
            "cache = (rows, w, b)",
            "x is cached flattened, so dx comes back without x's shape",
            "wrong only: features: another shape",
        ),
    ],
    "affine_backward": [
        (
            "dw = rows.T @ dout",
            "dw = rows.T @ dout / N",
            "dw is averaged over the batch",
            "1/N of the right one",
        ),
        (
            "(dout @ w.T).reshape(x.shape)",
            "dout @ w.T",
            "dx is left flat",
            "wrong only: features: another shape",
        ),
        (
            "dout.sum(axis=0)",
            "dout.sum(axis=1)",
            "db is summed over the outputs, not over the batch",
            "another length",
        ),
        (
            "rows.T @ dout",
            "rows[:1].T @ dout[:1]",
            "dw counts the first example only",
            "only the first example",
        ),
    ],
    "relu_forward": [
        (
            "out = np.maximum(0, x)",
            "x[x < 0] = 0\n    out = x",
            "x is written to",
            "x is written to",
        ),
        (
            "np.maximum(0, x)",
            "np.maximum(0.01 * x, x)",
            "this is a leaky ReLU",
            "out is a leaky relu's",
        ),
    ],
    "relu_backward": [
        (
            "dx = dout * (x > 0)",
            "dout[x <= 0] = 0\n    dx = dout",
            "dout is written to",
            "dout is written to",
        ),
        (
            "dout * (x > 0)",
            "dout * np.maximum(0, x)",
            "dout is multiplied by the output, not by the slope",
            "dout is multiplied by out",
        ),
    ],
    "batchnorm_forward": [
        (
            "x.var(axis=0)",
            "x.var(axis=0, ddof=1)",
            "the batch is normalized by the variance over N - 1",
            "the variance is divided by n - 1",
        ),
        (
            "running_mean = momentum * running_mean + (1 - momentum) * mean",
            "running_mean = (1 - momentum) * running_mean + momentum * mean",
            "momentum's shares are swapped in the running mean",
            "momentum's two shares are swapped",
        ),
        (
            "np.sqrt(var + eps)",
            "np.sqrt(var) + eps",
            "eps is outside the root",
            "eps is outside the root",
        ),
        (
            "    cache = None\n",
            (
                "    cache = None\n"
                "        running_mean = momentum * running_mean + (1 - momentum) * "
                "x.mean(axis=0)\n"
            ),
            "the running mean moves in test mode",
            "evaluation moves running_mean",
        ),
    ],
    "batchnorm_backward": [
        (
            "dvar * 2 * (x - mean) / N",
            "0",
            "the batch variance is taken as a constant",
            "the variance is taken as a constant",
        ),
        (
            "(dout * xhat).sum(axis=0)",
            "(dout * x).sum(axis=0)",
            "dgamma is taken with x, not with xhat",
            "dgamma is of x, not xhat",
        ),
        (
            "dvar * 2 *",
            "dvar *",
            "the 2 of the square is lost",
            "the 2 of the square is forgotten",
        ),
        (
            "+ dmean / N",
            "+ dmean",
            "the mean's path is not divided by N",
            "dmean is not divided by n",
        ),
    ],
    "batchnorm_backward_alt": [
        (
            "gamma / (N * std)",
            "1 / (N * std)",
            "gamma is missing in dx",
            "gamma is left out of dx",
        ),
        (
            "(N * dout - dbeta",
            "(dout - dbeta",
            "dout is not multiplied by N",
            "dout is not multiplied by n",
        ),
    ],
    "layernorm_forward": [
        (
            "x.mean(axis=1, keepdims=True)\n    var = x.var(axis=1, keepdims=True)",
            "x.mean(axis=0)\n    var = x.var(axis=0)",
            "this is batchnorm: columns are normalized, not rows",
            "mean and var run over the examples",
        ),
        (
            "x.var(axis=1, keepdims=True)",
            "x.var(axis=1, ddof=1, keepdims=True)",
            "the variance is divided by D - 1",
            "the variance is divided by n - 1",
        ),
        (
            "np.sqrt(var + eps)",
            "np.sqrt(var)",
            "eps is forgotten",
            "eps is forgotten",
        ),
    ],
    "layernorm_backward": [
        (
            (
                "along_1 = dxhat.sum(axis=1, keepdims=True)\n"
                "    along_xhat = (dxhat * xhat).sum(axis=1, keepdims=True)"
            ),
            "along_1 = dxhat.sum(axis=0)\n    along_xhat = (dxhat * xhat).sum(axis=0)",
            "dx sums over the batch, as batchnorm's does",
            "the sums run over the examples",
        ),
        (
            " - xhat * along_xhat / D",
            "",
            "the variance of the row is taken as a constant",
            "the variance is taken as a constant",
        ),
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
            "gamma is taken out of the means",
        ),
    ],
    "dropout_forward": [
        (
            "< p) / p",
            "< p)",
            "what is kept is not scaled up by 1 / p",
            "out is not rescaled",
        ),
        (
            "(np.random.rand(*x.shape) < p) / p",
            "(np.random.rand(*x.shape) > p) / (1 - p)",
            "p is taken as the share dropped",
            "keep and one minus keep are exchanged",
        ),
        (
            'if mode == "train"',
            'if mode in ("train", "test")',
            "test mode drops too",
            "evaluation drops too",
        ),
        (
            "np.random.rand(*x.shape)",
            "np.random.rand(*x.shape[1:])",
            "every example has the same mask",
            "all examples have the same draw",
        ),
    ],
    "dropout_backward": [
        (
            "dout * mask",
            'dout / dropout_param["p"]',
            "the mask is missing",
            "the mask is left out",
        ),
        (
            "else:\n        dx = dout",
            'else:\n        dx = dout * dropout_param["p"]',
            "test mode scales dx by p",
            "evaluation multiplies by keep",
        ),
    ],
    "conv_forward_naive": [
        (
            "w[f])",
            "w[f, :, ::-1, ::-1])",
            "the filter is turned by 180 degrees",
            "the filter is turned",
        ),
        (
            "i * stride, j * stride",
            "i, j",
            "the windows step by 1 whatever the stride",
            "windows begin at u, not at u * stride",
        ),
        (
            "(pad, pad), (pad, pad)))",
            '(pad, pad), (pad, pad)), mode="edge")',
            "the border repeats the edge where zeros belong",
            "the edge is repeated",
        ),
    ],
    "conv_backward_naive": [
        (
            "dx_pad[n, :, rows, columns] +=",
            "dx_pad[n, :, rows, columns] =",
            "windows that overlap overwrite each other in dx",
            "windows and filters overwrite what is there",
        ),
        (
            "dw[f] +=",
            "dw[f] =",
            "dw keeps the last window only",
            "the loop over examples and windows overwrites",
        ),
        (
            "i * stride, j * stride",
            "i, j",
            "backward steps by 1 whatever the stride",
            "windows begin at u, not at u * stride",
        ),
        (
            "pad : pad + H, pad : pad + W",
            "pad : pad + W, pad : pad + H",
            "height and width are swapped where dx is cut out",
            "transposed",
        ),
    ],
    "max_pool_forward_naive": [
        (
            "i * stride, j * stride",
            "i * HH, j * WW",
            "the windows lie side by side whatever the stride",
            "windows lie side by side",
        ),
        (
            "windows.max(axis=(2, 3))",
            "np.maximum(0, windows.max(axis=(2, 3)))",
            "the maximum starts at 0, so a negative one is lost",
            "0 is among the candidates",
        ),
    ],
    "max_pool_backward_naive": [
        (
            "left + column] +=",
            "left + column] =",
            "a pixel that is the largest of two windows keeps one gradient",
            "the largest pixel is overwritten",
        ),
        (
            "window.shape)",
            "(WW, HH))",
            "the place in the window is read with height and width swapped",
            "wrong only: not square: raises IndexError",
        ),
        (
            (
                "row, column = np.unravel_index(window.argmax(), window.shape)\n"
                "                    dx[n, c, top + row, left + column] += dout[n, c, i, "
                "j]"
            ),
            "dx[n, c, top : top + HH, left : left + WW] += dout[n, c, i, j] / (HH * WW)",
            "the gradient is spread evenly, as average pooling's",
            "dout is shared out, as by a mean",
        ),
        (
            "i * stride, j * stride",
            "i * HH, j * WW",
            "backward puts the windows side by side whatever the stride",
            "windows lie side by side",
        ),
    ],
    "spatial_batchnorm_forward": [
        (
            "x.transpose(0, 2, 3, 1).reshape(-1, C)",
            "x.reshape(-1, C)",
            "the channels are not moved last before the reshape",
            "x is reshaped without the transpose",
        ),
        (
            "beta, bn_param)\n    out =",
            "beta, dict(bn_param))\n    out =",
            "the running averages are kept in a copy of bn_param",
            None,
        ),
    ],
    "spatial_batchnorm_backward": [
        (
            "dout.transpose(0, 2, 3, 1).reshape(-1, C)",
            "dout.reshape(-1, C)",
            "dout's channels are not moved last before the reshape",
            "dout's channels are mixed by reshape",
        ),
        (
            "return dx, dgamma, dbeta",
            "return dx, dgamma / (H * W), dbeta / (H * W)",
            "dgamma and dbeta are averaged over the pixels",
            "1/H W of the right one",
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
            "each channel is a group",
        ),
        (
            "groups = x.reshape(N, G, C // G, H, W)",
            "G = C // G\n    groups = x.reshape(N, G, C // G, H, W)",
            "there are C / G groups of G channels, the other way round",
            "G is taken as the size of a group",
        ),
    ],
    "spatial_groupnorm_backward": [
        (
            "dgamma = (dout * xhat).sum(axis=(0, 2, 3), keepdims=True)",
            "dgamma = (dout * xhat).sum(axis=(0, 2, 3))",
            "dgamma has shape (C,) and not gamma's",
            "another shape",
        ),
        (
            " - xhat * along_xhat / size",
            "",
            "the variance of the group is taken as a constant",
            "the variance is taken as a constant",
        ),
        (
            "dxhat = (dout * gamma).reshape",
            "dxhat = dout.reshape",
            "gamma is missing in dx",
            "gamma is left out of dx",
        ),
    ],
    "rnn_step_forward": [
        (
            " + b)",
            ")",
            "b is not added",
            "b is not added",
        ),
        (
            "Wh, next_h)",
            "Wh, x @ Wx + prev_h @ Wh + b)",
            "what goes into tanh is cached as if it were what comes out",
            "the slope is taken at tanh's input",
        ),
    ],
    "rnn_step_backward": [
        (
            "1 - next_h**2",
            "1 - prev_h**2",
            "the slope is taken at the state before",
            "the slope is of the state before",
        ),
        (
            "da @ Wh.T",
            "da @ Wh",
            "Wh is not transposed in dprev_h",
            "wh is not transposed",
        ),
        (
            "da.sum(axis=0)",
            "dnext_h.sum(axis=0)",
            "db leaves out the slope of tanh",
            "the slope of tanh is left out",
        ),
    ],
    "rnn_forward": [
        (
            "        prev_h = next_h\n",
            "",
            "every step starts from h0",
            "all steps start from h0",
        ),
        (
            "range(T)",
            "range(1, T)",
            "step 0 is left out",
            "step 0 is left out",
        ),
    ],
    "rnn_backward": [
        (
            "dh[:, t] + dprev_h",
            "dh[:, t]",
            "the gradient from the next step is dropped",
            "dh from the next step is dropped",
        ),
        (
            "cache[t])",
            "cache.pop())",
            "the cache is emptied, so that backward works only once",
            "backward twice differs",
        ),
        (
            "dnext_h = dh[:, t] + dprev_h",
            "dh[:, t] += dprev_h\n        dnext_h = dh[:, t]",
            "dh is written to",
            "dh is written to",
        ),
        (
            "reversed(range(T))",
            "reversed(range(1, T))",
            "step 0 is left out",
            "step 0 is left out",
        ),
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
            "the gates are in the order i, f, g, o",
        ),
        (
            "sigmoid(a[:, H : 2 * H])",
            "sigmoid(a[:, H : 2 * H] + 1)",
            "1 is added to the forget gate's bias",
            "1 is added to the forget gate",
        ),
        (
            "np.tanh(a[:, 3 * H :])",
            "sigmoid(a[:, 3 * H :])",
            "the candidate g goes through a sigmoid",
            "g is a sigmoid",
        ),
    ],
    "lstm_step_backward": [
        (
            "(1 - tanh_c**2)",
            "(1 - next_c**2)",
            "tanh's slope is taken with its input",
            "the slope is taken of next_c itself",
        ),
        (
            "df = dc * prev_c",
            "df = dc * next_c",
            "df is taken with the memory after the step",
            "f's gradient has the memory after",
        ),
        (
            "dprev_c = dc * f",
            "dprev_c = dnext_c * f",
            "dprev_c leaves out what came through next_h",
            "the way through next_h is dropped",
        ),
        (
            "dc = dnext_c + dnext_h * o * (1 - tanh_c**2)",
            "dnext_c += dnext_h * o * (1 - tanh_c**2)\n    dc = dnext_c",
            "dnext_c is written to",
            "dnext_c is written to",
        ),
    ],
    "lstm_forward": [
        (
            "h[:, t] = next_h",
            "h[:, t] = next_c",
            "the memory is returned in place of h",
            "the memory is returned",
        ),
        (
            "np.zeros(h0.shape)",
            "h0",
            "the memory starts at h0, not at 0",
            "the memory starts at h0",
        ),
    ],
    "lstm_backward": [
        (
            "dh[:, t] + dprev_h, dprev_c",
            "dh[:, t], dprev_c",
            "the gradient of h from the next step is dropped",
            "dh from the next step is dropped",
        ),
        (
            "dh0 = dprev_h",
            "dh0 = np.zeros((N, H))",
            "dh0 is zero",
            "all zero",
        ),
    ],
    "word_embedding_forward": [
        (
            "W[x]",
            "W[x - 1]",
            "words are counted from 1",
            "rows are counted from 1",
        ),
        (
            "W[x]",
            "W[x.T]",
            "examples and steps are swapped",
            "transposed",
        ),
    ],
    "word_embedding_backward": [
        (
            "np.add.at(dW, x, dout)",
            "dW[x] += dout",
            "a word that comes twice is counted once",
            "repeats are lost",
        ),
        (
            "np.zeros(W.shape)",
            "np.zeros((x.max() + 1, W.shape[1]))",
            "dW has rows only up to the largest word of the batch",
            None,
        ),
        (
            "dW = np.zeros(W.shape)",
            'dW = globals().setdefault(f"dW{W.shape}", np.zeros(W.shape))',
            "dW is kept, and adds to that of the last call",
            "backward twice differs",
        ),
    ],
    "temporal_affine_forward": [
        (
            " + b\n",
            "\n",
            "b is not added",
            "b is not added",
        ),
        (
            "x.reshape(N * T, D)",
            "x.reshape(D, N * T).T",
            "reshape is taken for a transpose, and mixes examples",
            "x is reshaped to (D, N T)",
        ),
    ],
    "temporal_affine_backward": [
        (
            "dout_rows.sum(axis=0)",
            "dout.sum(axis=0)",
            "db is not summed over the steps",
            "not summed",
        ),
        (
            "dw = rows.T @ dout_rows",
            "dw = x[:, -1].T @ dout[:, -1]",
            "dw counts the last step only",
            "dw is of the last step",
        ),
    ],
    "softmax_loss": [
        (
            "x - x.max(axis=1, keepdims=True)",
            "x",
            "the largest score is not taken off, so exp overflows",
            "wrong only: large: not finite",
        ),
        (
            "x - x.max(axis=1, keepdims=True)",
            "x - x.max()",
            "the largest score of the whole batch is taken off, and low rows underflow",
            "wrong only: large: not finite",
        ),
        (
            "    dx /= N\n",
            "",
            "dx is not divided by N",
            "dx is not divided by n",
        ),
        (
            "shifted = x - x.max(axis=1, keepdims=True)",
            "x -= x.max(axis=1, keepdims=True)\n    shifted = x",
            "x is written to",
            "x is written to",
        ),
    ],
    "svm_loss": [
        (
            "    margins[np.arange(N), y] = 0\n",
            "",
            "the true class is counted in the loss",
            "the true class is a term",
        ),
        (
            "    dx[np.arange(N), y] = -on.sum(axis=1)\n",
            "",
            "the true class has no gradient",
            "the true class gets nothing",
        ),
        (
            "on = (margins > 0).astype(float)",
            "on = margins",
            "dx is that of half the squared margins",
            "the terms stand for their slopes",
        ),
    ],
    "temporal_softmax_loss": [
        (
            "drows * counts[:, None] / N",
            "drows / N",
            "the mask is missing in dx",
            "the mask is left out of dx",
        ),
        (
            "(counts * log_p[np.arange(N * T), labels])",
            "(log_p[np.arange(N * T), labels])",
            "the mask is missing in the loss",
            "the mask is left out of the loss",
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
            "p is masked before the 1 is subtracted",
        ),
        (
            "y.reshape(N * T)",
            "y.T.reshape(N * T)",
            "the labels are flattened in another order than the scores",
            "labels and scores are in different orders",
        ),
    ],
    "sgd": [
        (
            'config["learning_rate"] * dw',
            "1e-2 * dw",
            "the learning rate of config is ignored",
            "learning_rate is not read",
        ),
        (
            'next_w = w - config["learning_rate"] * dw',
            'dw *= config["learning_rate"]\n    next_w = w - dw',
            "dw is written to",
            "dw is written to",
        ),
    ],
    "sgd_momentum": [
        (
            "next_w = w + v",
            "next_w = w - v",
            "the velocity is subtracted though it points down already",
            "it climbs",
        ),
        (
            "config=None):\n    if config is None:\n        config = {}\n",
            "config={}):\n",
            "the default config is one dict, so velocity is left over between calls",
            "left over from the last call",
        ),
        (
            "next_w = w + v",
            'next_w = w + config["momentum"] * v - config["learning_rate"] * dw',
            "this is Nesterov's step",
            "it looks ahead",
        ),
    ],
    "rmsprop": [
        (
            "decay * cache + (1 - decay) * dw**2",
            "(1 - decay) * cache + decay * dw**2",
            "the decay's shares are swapped",
            "the two shares are swapped",
        ),
        (
            "decay * cache + (1 - decay) * dw**2",
            "cache + dw**2",
            "the squares are added up without decay, as in Adagrad",
            "v adds up",
        ),
        (
            '(np.sqrt(cache) + config["epsilon"])',
            'np.sqrt(cache + config["epsilon"])',
            "epsilon is inside the root",
            "eps is inside the root",
        ),
    ],
    "adam": [
        (
            "vhat = v / (1 - beta2**t)",
            "vhat = v",
            "v is not corrected for its start at 0",
            "the square is not corrected",
        ),
        (
            '    config["t"], config["m"], config["v"] = t, m, v',
            '    config["t"], config["m"], config["v"] = t, mhat, vhat',
            "the corrected moments are stored, and corrected again at the next step",
            "both corrected means are kept",
        ),
        (
            "(1 - beta1) * dw",
            "dw",
            "the new gradient is not weighed by 1 - beta1",
            "the new gradient has no share",
        ),
    ],
}

ASIDE = {
    "affine_forward": [
        (
            "x.reshape(N, -1)",
            'x.reshape(N, -1, order="F")',
            "the pixels are flattened in another order",
            "the pixels are flattened in another order",
        ),
    ],
    "affine_backward": [
        (
            "rows.T @ dout",
            "dout.T @ rows",
            "dw is transposed",
            "transposed",
        ),
    ],
    "relu_forward": [
        (
            "np.maximum(0, x)",
            "np.max(x, 0)",
            "np.max takes 0 for the axis",
            "summed too far",
        ),
    ],
    "relu_backward": [
        (
            "(x > 0)",
            "(dout > 0)",
            "the mask is made from dout, not from x",
            "the mask is made of dout",
        ),
        (
            "dout * (x > 0)",
            "(x > 0).astype(float)",
            "dout is forgotten, this is the local slope alone",
            "dout is left out",
        ),
    ],
    "batchnorm_forward": [
        (
            (
                "        running_std = np.sqrt(running_var + eps)\n"
                "        out = gamma * (x - running_mean) / running_std + beta"
            ),
            (
                "        std = np.sqrt(x.var(axis=0) + eps)\n"
                "        out = gamma * (x - x.mean(axis=0)) / std + beta"
            ),
            "test mode uses the statistics of the batch",
            "evaluation uses the batch's statistics",
        ),
    ],
    "batchnorm_backward": [
        (
            " + dmean / N",
            "",
            "the batch mean is taken as a constant",
            "the mean is taken as a constant",
        ),
        (
            "-0.5 * (dxhat",
            "0.5 * (dxhat",
            "dvar has the wrong sign",
            "dvar has the wrong sign",
        ),
    ],
    "batchnorm_backward_alt": [
        (
            " - xhat * dgamma",
            "",
            "the variance's path is lost",
            "the variance is taken as a constant",
        ),
        (
            "dbeta = dout.sum(axis=0)",
            "dbeta = dout.mean(axis=0)",
            "dbeta is a mean, and dx is made with it",
            "1/N of the right one",
        ),
    ],
    "layernorm_forward": [
        (
            "np.sqrt(var + eps)",
            "var + eps",
            "the root is forgotten",
            "the root is forgotten",
        ),
    ],
    "layernorm_backward": [
        (
            "along_1 / D - xhat * along_xhat / D",
            "along_1 / N - xhat * along_xhat / N",
            "dx divides by N where D belongs",
            "the sums are divided by the number of examples",
        ),
        (
            "(dout * xhat).sum(axis=0)",
            "(dout * xhat).sum(axis=1)",
            "dgamma is summed over the features",
            "another length",
        ),
    ],
    "dropout_forward": [
        (
            "out = x\n",
            "out = x * p\n",
            "test mode scales by p, though training has already scaled",
            "evaluation multiplies by keep",
        ),
    ],
    "dropout_backward": [
        (
            "dout * mask",
            "dout * (mask > 0)",
            "dx is not scaled by 1 / p",
            "dx is not rescaled",
        ),
        (
            "dx = dout * mask",
            (
                'p = dropout_param["p"]\n'
                "        dx = dout * (np.random.rand(*dout.shape) < p) / p"
            ),
            "backward draws a mask of its own",
            "backward twice differs",
        ),
    ],
    "conv_forward_naive": [
        (
            "1 + (W + 2 * pad - WW)",
            "1 + (H + 2 * pad - HH)",
            "the width of out is made from the height",
            "another length",
        ),
    ],
    "conv_backward_naive": [
        (
            "dx_pad[:, :, pad : pad + H, pad : pad + W]",
            "dx_pad[:, :, pad:-pad, pad:-pad]",
            "the border is cut off by -pad, which leaves nothing when pad is 0",
            "wrong only: no pad: another length",
        ),
        (
            "dx_pad[:, :, pad : pad + H, pad : pad + W]",
            "dx_pad[:, :, :H, :W]",
            "dx is cut from the corner of the padded image",
            "the padding is cut off at one end",
        ),
    ],
    "max_pool_forward_naive": [
        (
            "left : left + WW",
            "left : left + HH",
            "the window is taken as a square",
            "windows are as wide as they are high",
        ),
    ],
    "max_pool_backward_naive": [
        (
            (
                "row, column = np.unravel_index(window.argmax(), window.shape)\n"
                "                    dx[n, c, top + row, left + column] += dout[n, c, i, "
                "j]"
            ),
            (
                "on = window == window.max()\n"
                "                    dx[n, c, top : top + HH, left : left + WW] += on * "
                "dout[n, c, i, j]"
            ),
            "pixels that tie are each paid in full",
            "all that tie get the whole",
        ),
        (
            "top + row, left + column",
            "row, column",
            "the window's own place is not added",
            "the place in a window is taken as that in the image",
        ),
    ],
    "spatial_batchnorm_forward": [
        (
            "out_rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)",
            "out_rows.reshape(N, C, H, W)",
            "the channels are not moved back",
            "out is reshaped without the transpose back",
        ),
    ],
    "spatial_batchnorm_backward": [
        (
            "dx_rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)",
            "dx_rows.reshape(N, W, H, C).transpose(0, 3, 2, 1)",
            "height and width are swapped in dx",
            "height and width are swapped",
        ),
    ],
    "spatial_groupnorm_forward": [
        (
            (
                "groups.mean(axis=(2, 3, 4), keepdims=True)\n"
                "    var = groups.var(axis=(2, 3, 4), keepdims=True)"
            ),
            (
                "groups.mean(axis=(0, 2, 3, 4), keepdims=True)\n"
                "    var = groups.var(axis=(0, 2, 3, 4), keepdims=True)"
            ),
            "the statistics are taken over the batch too",
            "mean and var run over the images",
        ),
    ],
    "spatial_groupnorm_backward": [
        (
            "C // G * H * W",
            "H * W",
            "the size of a group leaves out its channels",
            "the sums are divided by the pixels alone",
        ),
    ],
    "rnn_step_forward": [
        (
            "prev_h @ Wh",
            "prev_h @ Wh.T",
            "Wh is transposed",
            "wh is transposed",
        ),
    ],
    "rnn_step_backward": [
        (
            "next_h**2",
            "np.tanh(next_h) ** 2",
            "tanh is taken once more before the slope",
            "tanh is taken twice",
        ),
        (
            "prev_h.T @ da",
            "next_h.T @ da",
            "dWh is taken with the state after the step",
            "dwh is of the state after",
        ),
    ],
    "rnn_forward": [
        (
            "prev_h = h0",
            "prev_h = np.zeros(h0.shape)",
            "h0 is ignored",
            "h0 is not read",
        ),
    ],
    "rnn_backward": [
        (
            "dWh += dWh_t",
            "dWh = dWh_t",
            "dWh is that of step 0 only",
            "the loop over steps overwrites",
        ),
        (
            "reversed(range(T))",
            "range(T)",
            "the steps are gone through forwards",
            "the steps are gone through forwards",
        ),
    ],
    "lstm_step_forward": [
        (
            "np.tanh(next_c)",
            "next_c",
            "the memory is shown without tanh",
            "tanh of the memory is left out",
        ),
    ],
    "lstm_step_backward": [
        (
            "dc = dnext_c + dnext_h * o",
            "dc = dnext_h * o",
            "dnext_c is dropped",
            "dnext_c is dropped",
        ),
        (
            "[dai, daf, dao, dag]",
            "[dai, dao, daf, dag]",
            "the gates' gradients are in another order than the gates",
            "the blocks of da are in the order i, o, f, g",
        ),
    ],
    "lstm_forward": [
        (
            "prev_h, prev_c = next_h, next_c",
            "prev_h = next_h",
            "the memory is not carried to the next step",
            "c is not kept",
        ),
    ],
    "lstm_backward": [
        (
            "dh[:, t] + dprev_h, dprev_c",
            "dh[:, t] + dprev_h, np.zeros((N, H))",
            "the memory's gradient from the next step is dropped",
            "dc from the next step is dropped",
        ),
        (
            "db += db_t",
            "db += db_t / N",
            "db is averaged over the batch",
            "1/N of the right one",
        ),
    ],
    "word_embedding_forward": [
        (
            "W[x]",
            "W[x] * np.sqrt(W.shape[1])",
            "the words are scaled by the root of D",
            "out is scaled by sqrt(D)",
        ),
    ],
    "word_embedding_backward": [
        (
            "np.add.at(dW, x, dout)",
            "np.add.at(dW, x, dout / x.size)",
            "dW is averaged over the words",
            "dw is averaged over the words of x",
        ),
    ],
    "temporal_affine_forward": [
        (
            ".reshape(N, T, M)",
            ".reshape(T, N, M).transpose(1, 0, 2)",
            "the rows are put back with N and T swapped",
            "rows are put back with N and T swapped",
        ),
    ],
    "temporal_affine_backward": [
        (
            "rows = x.reshape(N * T, D)\n",
            "rows = x.reshape(D, N * T).T\n",
            "rows is reshaped where it should be transposed, so dw mixes entries",
            "x is reshaped, not transposed",
        ),
    ],
    "softmax_loss": [
        (
            "    dx[np.arange(N), y] -= 1\n",
            "",
            "the 1 is not taken off at the true class",
            "the minus one is forgotten",
        ),
        (
            "dx[np.arange(N), y] -= 1",
            "dx[:, y] -= 1",
            "1 is taken off in whole columns",
            "all labels are set in every row",
        ),
    ],
    "svm_loss": [
        (
            "-on.sum(axis=1)",
            "-1",
            "the true class gets -1, not one for each margin violated",
            "the true class is pulled once",
        ),
        (
            "    dx /= N\n",
            "",
            "dx is not divided by N",
            "dx is not divided by n",
        ),
    ],
    "temporal_softmax_loss": [
        (
            ".sum() / N\n",
            ".sum() / mask.sum()\n",
            "the loss is divided by the steps that count, not by N",
            "the loss is divided by the steps that count",
        ),
    ],
    "sgd": [
        (
            'w - config["learning_rate"]',
            'w + config["learning_rate"]',
            "the step goes up the gradient",
            "it climbs",
        ),
    ],
    "sgd_momentum": [
        (
            'config["momentum"] * v - config["learning_rate"] * dw',
            (
                'config["momentum"] * v - (1 - config["momentum"]) * '
                'config["learning_rate"] * dw'
            ),
            "the gradient is weighed by 1 - momentum",
            "v is a running mean",
        ),
        (
            '    config["velocity"] = v\n',
            "",
            "the velocity is not stored",
            "the velocity is not put back",
        ),
    ],
    "rmsprop": [
        (
            "np.sqrt(cache)",
            "cache",
            "the root is forgotten",
            "the root is forgotten",
        ),
    ],
    "adam": [
        (
            (
                '    t = config["t"] + 1\n'
                '    m = beta1 * config["m"] + (1 - beta1) * dw\n'
                '    v = beta2 * config["v"] + (1 - beta2) * dw**2\n'
                "    mhat = m / (1 - beta1**t)\n"
                "    vhat = v / (1 - beta2**t)\n"
                '    next_w = w - config["learning_rate"] * mhat / (np.sqrt(vhat) + '
                'config["epsilon"])\n'
                '    config["t"], config["m"], config["v"] = t, m, v\n'
            ),
            (
                '    t = config["t"]\n'
                '    m = beta1 * config["m"] + (1 - beta1) * dw\n'
                '    v = beta2 * config["v"] + (1 - beta2) * dw**2\n'
                "    mhat = m / (1 - beta1**t)\n"
                "    vhat = v / (1 - beta2**t)\n"
                '    next_w = w - config["learning_rate"] * mhat / (np.sqrt(vhat) + '
                'config["epsilon"])\n'
                '    config["t"], config["m"], config["v"] = t + 1, m, v\n'
            ),
            "t is incremented after its use, so the bias correction is one step late",
            "t is one too small",
        ),
        (
            '(np.sqrt(vhat) + config["epsilon"])',
            'np.sqrt(vhat + config["epsilon"])',
            "epsilon is inside the root",
            "eps is inside the root",
        ),
    ],
}
