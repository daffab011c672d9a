"""Mistakes in layers that learn, or look at images or sequences: one change to a right file.

    "layer": [(the right text, a wrong one, what is wrong then, its name), ...]

The right text stands exactly once in tests/right/LAYER.py. With the wrong one in its place, the
file has that one mistake, which shows at some setting that the contract allows.
"""

MISTAKES = {
    "affine": [
        (
            "return dout @ w.T",
            "return dout @ w.T / len(rows)",
            "dx is divided by the number of rows",
            "1/N of the right one",
        ),
        (
            "drows.sum(axis=0)",
            "drows.mean(axis=0)",
            "db is averaged over the rows, not summed",
            "1/N of the right one",
        ),
        (
            'cache["dw"] = rows.T',
            'cache["dw"] += rows.T',
            "dw is added to what the last call left there",
            "backward twice differs",
        ),
        (
            "drows.sum(axis=0)",
            "dout.sum(axis=0)",
            "db is summed over the first axis alone, and keeps the steps",
            "wrong only: more axes: not summed",
        ),
        (
            "= rows.T @ drows",
            "= rows[:1].T @ drows[:1]",
            "dw sees only the first row",
            "only the first example",
        ),
        (
            "return x @",
            "return x.reshape(len(x), -1) @",
            "x is flattened to (N, everything), so that more axes do not work",
            "wrong only: more axes: raises ValueError",
        ),
    ],
    "batchnorm": [
        (
            "dxhat - dmean - xhat * dvar",
            "dxhat - dmean",
            "the batch variance is taken as a constant",
            "the variance is taken as a constant",
        ),
        (
            "var * n / (n - 1)",
            "var",
            "the running variance averages the biased variance",
            "running_var takes the biased variance",
        ),
        (
            '1 / np.sqrt(var + cache["eps"]).reshape(shape)',
            '1 / (np.sqrt(var) + cache["eps"]).reshape(shape)',
            "eps is outside the root",
            "eps is outside the root",
        ),
        (
            'mean, var = cache["running_mean"], cache["running_var"]',
            "mean, var = x.mean(axis=axes), x.var(axis=axes)",
            "evaluation uses the batch's own statistics",
            "evaluation uses the batch's statistics",
        ),
        (
            "dmean - xhat * dvar",
            "dmean - 2 * xhat * dvar",
            "the term of the variance keeps a factor 2, which the root's 1/2 cancels",
            "the 1/2 of the root is forgotten",
        ),
        (
            'dxhat = dout * cache["gamma"].reshape(shape)',
            "dxhat = dout",
            "dx is without gamma",
            "gamma is left out of dx",
        ),
    ],
    "layernorm": [
        (
            "(dout * xhat).sum(axis=rows)",
            "(dout * xhat).sum(axis=0)",
            "dgamma is not summed over the steps",
            "wrong only: more axes: not summed",
        ),
        (
            "    dx = dx - xhat * (dxhat * xhat).mean(axis=-1, keepdims=True)\n",
            "",
            "the path through the variance is lost",
            "the variance is taken as a constant",
        ),
        (
            'np.sqrt(var + cache["eps"])',
            "np.sqrt(var)",
            "eps is forgotten, so that a constant row gives nan",
            "eps is forgotten",
        ),
        (
            "centered = x - x.mean(axis=-1, keepdims=True)",
            "x -= x.mean(axis=-1, keepdims=True)\n    centered = x",
            "x is centred in place",
            "x is written to",
        ),
    ],
    "rmsnorm": [
        (
            "(x**2).mean(axis=-1, keepdims=True)",
            "(x**2).sum(axis=-1, keepdims=True)",
            "the squares are summed, not averaged",
            "the squares are summed, not averaged",
        ),
        (
            "rrms * (dxhat - xhat * along)",
            "rrms * (dxhat - dxhat.mean(axis=-1, keepdims=True) - xhat * along)",
            "dx has layernorm's term of the mean, which is not here",
            "mean(dxhat) is taken off, as in layernorm",
        ),
        (
            "(dxhat * xhat).mean(axis=-1, keepdims=True)",
            "(dout * xhat).mean(axis=-1, keepdims=True)",
            "gamma is missing in one of the two terms of dx",
            "the mean is of dout, not dxhat",
        ),
        (
            "rrms * (dxhat - xhat * along)",
            "rrms * (dxhat + xhat * along)",
            "the second term of dx has the wrong sign",
            "the way through rrms has the wrong sign",
        ),
    ],
    "groupnorm": [
        (
            "mean = groups.mean(axis=2, keepdims=True)",
            "mean = groups.mean(axis=(0, 2), keepdims=True)",
            "the mean is over all images",
            "the mean alone runs over the images",
        ),
        (
            "    return dx.reshape(dout.shape)",
            "    return dx.reshape(dout.shape).astype(np.float64)",
            "dx is always float64",
            "another dtype",
        ),
        (
            (
                'along_channels(cache["gamma"], dout), G)\n'
                "    xhat = grouped(xhat, G)\n"
                "    dmean = dxhat.mean(axis=2, keepdims=True)\n"
                "    dvar = (dxhat * xhat).mean(axis=2, keepdims=True)\n"
                "    dx = rstd * (dxhat - dmean - xhat * dvar)\n"
                "    return dx.reshape(dout.shape)"
            ),
            (
                "1, G)\n"
                "    xhat = grouped(xhat, G)\n"
                "    dmean = dxhat.mean(axis=2, keepdims=True)\n"
                "    dvar = (dxhat * xhat).mean(axis=2, keepdims=True)\n"
                "    dx = rstd * (dxhat - dmean - xhat * dvar)\n"
                '    return along_channels(cache["gamma"], dout) * dx.reshape(dout.shape)'
            ),
            "gamma is taken out of the means, though it differs within a group",
            "gamma is taken out of the means",
        ),
        (
            "axes = (0, *range(2, dout.ndim))",
            "axes = 0",
            "dgamma and dbeta are not summed over the places",
            "not summed",
        ),
    ],
    "embedding": [
        (
            'np.add.at(dw, cache["x"], dout)',
            'dw[cache["x"]] += dout',
            "an index that comes twice gets one gradient of the two",
            "repeats are lost",
        ),
        (
            'np.zeros_like(cache["w"])',
            'cache["dw"]',
            "dw is not set to zero before it is added to",
            "backward twice differs",
        ),
        (
            'np.zeros_like(cache["w"])',
            'np.zeros(cache["w"].shape)',
            "dw is float64 whatever w is",
            "another dtype",
        ),
        (
            'np.add.at(dw, cache["x"], dout)',
            'np.add.at(dw, cache["x"], dout / len(dout))',
            "dw is divided by the number of examples",
            "dw is averaged over the sequences",
        ),
        (
            'return cache["w"][x]',
            'return cache["w"][x - 1]',
            "indices are read as starting from 1",
            "rows are counted from 1",
        ),
    ],
    "unembedding": [
        (
            "drows.T @ rows",
            "rows.T @ drows",
            "dw is transposed",
            "transposed",
        ),
        (
            'x @ cache["w"].T',
            'x @ cache["w"].T / np.sqrt(x.shape[-1])',
            "scores are divided by sqrt(D), as in attention",
            "out is divided by sqrt(D)",
        ),
        (
            'cache["dw"] = drows',
            'cache["dw"] = cache["dw"] + drows',
            "dw is added to the one of the last call, as if it were the tied embedding's",
            "backward twice differs",
        ),
    ],
    "rnn": [
        (
            "1 - out**2 if",
            "1 - np.tanh(out) ** 2 if",
            "tanh's slope is taken at its output as if that were the input",
            "tanh is taken twice",
        ),
        (
            "dwh += h[:, t].T @ da",
            "dwh += h[:, t + 1].T @ da",
            "dwh uses the state after the step, not before it",
            "dwh has h[t]",
        ),
        (
            "h0 = np.zeros((N, H), x.dtype)",
            'h0 = cache.get("h", np.zeros((N, H), x.dtype))',
            "the state starts where the last call ended",
            "left over from the last call",
        ),
        (
            "da = dh * slope * mask[:, t]",
            "da = dh * slope",
            "backward forgets the mask in da",
            "da is not 0 where a step does not count",
        ),
        (
            "        dh = dh + dout[:, t]",
            "        dh += dout[:, t]\n        dout[:, t] = dh",
            "dh is written into dout",
            "dout is written to",
        ),
        (
            "da = dh * slope * mask[:, t]",
            "da = np.clip(dh * slope * mask[:, t], -1, 1)",
            "the gradient is clipped inside the layer",
            "da is clipped at 1",
        ),
    ],
    "lstm": [
        (
            "dnew = dc + dh * o * (1 - tanh_c**2)",
            "dnew = dh * o * (1 - tanh_c**2)",
            "dc from the next step is dropped",
            "dc from the next step is dropped",
        ),
        (
            "(1 - tanh_c**2)",
            "(1 - cs[:, t + 1] ** 2)",
            "tanh's slope is taken with c where tanh(c) belongs",
            "the slope of tanh(c) is taken at c",
        ),
        (
            "np.where(on, dnew * f, dc)",
            "np.where(on, dnew, dc)",
            "dc goes back without the forget gate",
            "dc goes back without f",
        ),
        (
            "return 0.5 * (1 + np.tanh(0.5 * a))",
            "return np.exp(a) / (1 + np.exp(a))",
            "sigmoid overflows to nan for a large score",
            "wrong only: large: not finite",
        ),
        (
            "(dx, dh, dc)[",
            "(dx, dh, dh)[",
            "dc0 is dh0",
            "dc0 is dh0",
        ),
        (
            "dh = np.where(on, da @ wh.T, dh)",
            "dh = da @ wh.T",
            "the gradient is lost at steps that do not count",
            "a step that does not count stops dh",
        ),
    ],
    "gru": [
        (
            "np.where(on, dh * z + dah @ wh.T, dh)",
            "np.where(on, dah @ wh.T, dh)",
            "the straight path from h[t] to h[t-1] is lost",
            "the straight way back is lost",
        ),
        (
            "du = dan * r",
            "du = dan",
            "the reset gate is missing from the gradient of its product",
            "du lacks r",
        ),
        (
            "n = np.tanh(ax[:, 2 * H :] + r * u)",
            "n = np.tanh(ax[:, 2 * H :] + (r * h) @ wh[:, 2 * H :])",
            "the reset gate is applied before the product with wh, not after",
            "r comes before the product",
        ),
        (
            "dar = dan * u * r * (1 - r)",
            "dar = dan * h * r * (1 - r)",
            "the reset gate's gradient is multiplied by h, not by h @ wh_n",
            "dar has h for u",
        ),
        (
            "dz = dh * (h - n)",
            "dz = dh * (n - h)",
            "the update gate's gradient has the wrong sign",
            "daz has the wrong sign",
        ),
    ],
    "attention": [
        (
            "float(1 / np.sqrt(d))",
            "float(1 / d)",
            "scores are divided by d, not by its root",
            "the scores are scaled by d",
        ),
        (
            "p * (dp - (dp * p).sum(axis=-1, keepdims=True))",
            "p * (1 - p) * dp",
            "softmax's backward is only the diagonal of its Jacobian",
            "the softmax has a sigmoid's slope",
        ),
        (
            "np.tri(T, S, dtype=bool)",
            "np.tri(T, S, 1, dtype=bool)",
            "causal is off by one: a step sees the next one",
            "causal sees one step ahead",
        ),
        (
            'on & cache["mask"][',
            'on & ~cache["mask"][',
            "the mask is read the other way round",
            "the mask is read the other way round",
        ),
        (
            "initial=-1e30)) * on",
            "initial=-1e30))",
            "a query with nothing to look at takes the mean of all values",
            "with nothing to look at, a query takes the mean of all values",
        ),
        (
            "np.exp(s - s.max(axis=-1, keepdims=True, initial=-1e30)) * on",
            "np.exp(s) * on",
            "the largest score is not taken off before exp",
            "wrong only: large: not finite",
        ),
    ],
    "position": [
        (
            '    dw = np.zeros_like(cache["w"])\n    dw[:T] = dout.sum(axis=0)',
            "    dw = dout.sum(axis=0)",
            "dw has a row for each step seen, not for each row of w",
            "another length",
        ),
        (
            'np.zeros_like(cache["w"])',
            'cache["dw"]',
            "dw keeps the rows of a longer sequence from the call before",
            "left over from the last call",
        ),
        (
            '    return x + cache["w"][:T]',
            '    x += cache["w"][:T]\n    return x',
            "w is added to x in place",
            "x is written to",
        ),
    ],
    "sinusoid": [
        (
            "x + p.astype(x.dtype)",
            "x + p",
            "float32 becomes float64",
            "another dtype",
        ),
        (
            "np.arange(T)[:, None]",
            "np.arange(1, T + 1)[:, None]",
            "steps are counted from 1",
            "steps are counted from 1",
        ),
    ],
    "conv": [
        (
            "return dxp[:, :, ph : ph + H, pw : pw + W]",
            "return dxp[:, :, :H, :W]",
            "the padding is cut off at one end only, the wrong one",
            "the padding is cut off at one end",
        ),
        (
            "window, w[fs])",
            "window, w[fs, :, ::-1, ::-1])",
            "the filters are turned by half a turn, as in mathematics' convolution",
            "the filter is turned",
        ),
        (
            "dout.sum(axis=(0, 2, 3))",
            "dout.sum(axis=0)",
            "db is not summed over the places",
            "not summed",
        ),
        (
            "window = xp[:, cs, u * sh : u * sh + HH, v * sw : v * sw + WW]",
            "window = xp[:, cs, u * sw : u * sw + HH, v * sh : v * sh + WW]",
            "the strides for rows and columns are swapped",
            "the two strides are swapped",
        ),
    ],
    "conv_transpose": [
        (
            "out[:, fs, rows, columns] += patch",
            "out[:, fs, rows, columns] = patch",
            "patches that overlap overwrite each other",
            "filters overwrite what is there",
        ),
        (
            "out = out[:, :, ph : whole[2] - ph, pw : whole[3] - pw]",
            "out = out[:, :, : whole[2] - 2 * ph, : whole[3] - 2 * pw]",
            "the padding is cut off at the end, not on both sides",
            "the padding is cut off at one end",
        ),
        (
            "d = dwhole[:, fs, u * sh : u * sh + HH, v * sw : v * sw + WW]",
            "d = dwhole[:, fs, u : u + HH, v : v + WW]",
            "backward forgets the stride",
            "windows begin at u, not at u * stride",
        ),
        (
            "d, w[cs])",
            "d, w[cs, :, ::-1, ::-1])",
            "dx takes the filters turned by half a turn",
            "the filter is turned",
        ),
        (
            "dout.sum(axis=(0, 2, 3))",
            'np.zeros_like(cache["b"])',
            "db is left at zero",
            "all zero",
        ),
    ],
    "maxpool": [
        (
            (
                "            i, j = np.divmod(window.reshape(N, C, HH * "
                "WW).argmax(axis=2), WW)\n"
                "            dxp[n, c, u * sh + i, v * sw + j] += dout[:, :, u, v]"
            ),
            (
                "            on = window == window.max(axis=(2, 3), keepdims=True)\n"
                "            on = on * dout[:, :, u, v, None, None]\n"
                "            dxp[:, :, u * sh : u * sh + HH, v * sw : v * sw + WW] += on"
            ),
            "every one of tied pixels is paid in full",
            "all that tie get the whole",
        ),
        (
            "-np.inf, x.dtype",
            "0, x.dtype",
            "the padding is 0, and beats negative pixels",
            "padding is 0",
        ),
        (
            "argmax(axis=2), WW)",
            "argmax(axis=2), HH)",
            "the place of the largest is split by the window's height, not its width",
            None,
        ),
        (
            "-np.inf, x.dtype)",
            "-np.inf)",
            "out's padded image is float64, and so is dx",
            "another dtype",
        ),
        (
            "window.reshape(N, C, HH * WW).argmax(axis=2)",
            "window[:1].reshape(1, C, HH * WW).argmax(axis=2)",
            "the largest pixels of the first image serve for all",
            "the first image's largest serve for all",
        ),
    ],
    "avgpool": [
        (
            "/ (HH * WW)",
            "/ 1",
            "backward forgets to divide by the window's size",
            "dx is not divided by HH WW",
        ),
        (
            "WW] += share",
            "WW] = share",
            "overlapping windows overwrite each other in dx",
            "windows overwrite what is there",
        ),
        (
            "return dxp[:, :, ph : ph + H, pw : pw + W]",
            "return dxp[:, :, 2 * ph :, 2 * pw :]",
            "both sides' padding is cut off at the top and left",
            "the padding is cut off at the beginning alone",
        ),
        (
            "dxp[:, :, u * sh : u * sh + HH, v * sw : v * sw + WW] += share",
            "dxp[:, :, u * HH : u * HH + HH, v * WW : v * WW + WW] += share",
            "backward lays the windows side by side, whatever the stride",
            "windows lie side by side",
        ),
    ],
    "globalavgpool": [
        (
            "/ (H * W)",
            "/ (H * H)",
            "the gradient is divided by the height squared",
            "dx is divided by H^2",
        ),
        (
            "x.mean(axis=(2, 3))",
            "x.mean(axis=(2, 3), keepdims=True)",
            "out keeps two axes of length 1",
            "another shape",
        ),
    ],
    "upsample": [
        (
            "blocks.sum(axis=(3, 5))",
            "blocks[:, :, :, 0, :, 0]",
            "only the first pixel of a block sends its gradient back",
            "only the first of a block counts",
        ),
        (
            "x.repeat(s, axis=2).repeat(t, axis=3)",
            "x[:, :, list(range(x.shape[2])) * s][..., list(range(x.shape[3])) * t]",
            "the image is drawn s by t times, instead of every pixel",
            "the image is repeated whole",
        ),
        (
            "dout.reshape(N, C, H // s, s, W // t, t)",
            "dout.reshape(N, C, s, H // s, t, W // t).transpose(0, 1, 3, 2, 5, 4)",
            "backward takes pixels far apart for a block, as if the image had been tiled",
            "reshape cuts the blocks apart",
        ),
    ],
    "pad": [
        (
            "return dout[:, :, top : top + H, left : left + W]",
            "return dout[:, :, top:-bottom, left:-right]",
            "a padding of 0 at the end cuts everything away",
            "wrong only: no pad: another length",
        ),
        (
            "top, bottom, left, right = given",
            "left, right, top, bottom = given",
            "the four numbers are read with the columns first",
            "rows and columns are swapped",
        ),
        (
            "top = bottom = given[0]\n        left = right = given[-1]",
            "top = left = given[0]\n        bottom = right = given[-1]",
            "a pair is read as before and behind, not as rows and columns",
            None,
        ),
        (
            "return dout[:, :, top : top + H, left : left + W]",
            "return dout",
            "dx is dout, padding and all",
            "another length",
        ),
    ],
}

ASIDE = {
    "affine": [
        (
            "= rows.T @ drows",
            "= drows.T @ rows",
            "dw is transposed",
            "transposed",
        ),
        (
            "return dout @ w.T",
            "return (dout @ w.T) * (x > 0)",
            "a relu's mask is applied in affine's backward",
            "some entries are lost",
        ),
    ],
    "batchnorm": [
        (
            "dxhat - dmean - xhat * dvar",
            "dxhat - xhat * dvar",
            "the batch mean is taken as a constant",
            "the mean is taken as a constant",
        ),
        (
            '    m = cache["momentum"]',
            '    m = 1 - cache["momentum"]',
            "momentum's two shares are swapped",
            "momentum's two shares are swapped",
        ),
        (
            'if not cache["by_batch"]:',
            "if False:",
            "backward in evaluation takes the running statistics as depending on x",
            "the running averages are taken as made of x",
        ),
    ],
    "layernorm": [
        (
            "(centered**2).mean(axis=-1, keepdims=True)",
            "x.var(axis=0, keepdims=True)",
            "the variance is taken over the examples, as in batchnorm",
            "the variance alone runs over the examples",
        ),
        (
            "dxhat - dxhat.mean(axis=-1, keepdims=True)",
            "dxhat - dxhat.mean(axis=0, keepdims=True)",
            "backward takes the mean over the examples, as in batchnorm",
            "mean(dxhat) runs over the examples",
        ),
    ],
    "rmsnorm": [
        (
            "square = (x**2)",
            "square = ((x - x.mean(axis=-1, keepdims=True)) ** 2)",
            "the variance is taken instead of the mean square",
            "the variance stands for the mean square",
        ),
        (
            "rrms * (dxhat - xhat * along)",
            "rrms * dxhat",
            "the root mean square is taken as a constant",
            "rrms is taken as a constant",
        ),
    ],
    "groupnorm": [
        (
            "return x.reshape(N, G, C // G * int(np.prod(places)))",
            "return x.reshape(N, C // G, G * int(np.prod(places)))",
            "G is taken for the channels of a group",
            "G is taken as the size of a group",
        ),
        (
            "dxhat - dmean - xhat * dvar",
            "dxhat - xhat * dvar",
            "the group's mean is taken as a constant",
            "the mean is taken as a constant",
        ),
        (
            "groups.var(axis=2, keepdims=True)",
            "groups.var(axis=2, keepdims=True)[:1]",
            "all images get the variances of the first",
            "all images have the variance of the first",
        ),
    ],
    "embedding": [
        (
            'np.add.at(dw, cache["x"], dout)',
            (
                'for v in np.unique(cache["x"]):\n'
                '        dw[v] = dout[cache["x"] == v].mean(axis=0)'
            ),
            "the gradients of an index that repeats are averaged",
            "repeats are averaged",
        ),
        (
            "return None",
            "return dw",
            "dw is returned as dx, and an index has none",
            "dx of an index",
        ),
    ],
    "unembedding": [
        (
            "return dout @ w",
            "return drows @ w",
            "dx keeps the steps of all examples in one axis",
            "wrong only: more axes: another shape",
        ),
    ],
    "rnn": [
        (
            "dh = dh + dout[:, t]",
            "dh = dout[:, t]",
            "dh from the next step is dropped",
            "dh from the next step is dropped",
        ),
        (
            "da @ wh.T, dh)",
            "da @ wh, dh)",
            "dh goes back through wh, not its transpose",
            "wh is not transposed",
        ),
        (
            '1 - out**2 if cache["nonlinearity"] == "tanh" else out > 0',
            "1 - out**2",
            "relu's slope is computed as tanh's",
            "relu has tanh's slope",
        ),
    ],
    "lstm": [
        (
            "i, f, o, g = np.split(",
            "i, f, g, o = np.split(",
            "backward reads the gates in another order than forward wrote them",
            "the gates are read in backward as i, f, g, o",
        ),
        (
            "daf = dnew * cs[:, t] *",
            "daf = dnew * cs[:, t + 1] *",
            "the forget gate's gradient uses the new memory, not the old",
            "df has c[t]",
        ),
        (
            "np.where(mask[:, t], c, cs[:, t])",
            "c",
            "a step that does not count moves the memory c",
            "c moves where a step does not count",
        ),
    ],
    "gru": [
        (
            "n + z * (h - n), h)",
            "h + z * (n - h), h)",
            "the update gate's two sides are swapped",
            "z's two shares are swapped",
        ),
        (
            "dwh += h.T @ dah",
            "dwh += h.T @ dax",
            "dwh takes x's gradient of the candidate, which lacks the reset gate",
            "dwh has dan for du",
        ),
        (
            "reversed(range(x.shape[1]))",
            "reversed(range(1, x.shape[1]))",
            "backward leaves out step 0",
            "step 0 is left out",
        ),
    ],
    "attention": [
        (
            'dq = cache["scale"] * (ds @ k)',
            "dq = ds @ k",
            "the scale of the scores is missing in dq",
            "1 / sqrt(d) is forgotten in dq",
        ),
        (
            "else dquery + dkey + dvalue",
            "else dquery",
            "of the three paths of x only the query's comes back",
            "dx has query alone",
        ),
        (
            "a.transpose(0, 2, 1, 3).reshape(N, T, heads * d)",
            "a.reshape(N, T, heads * d)",
            "the heads are joined without being brought side by side",
            "heads are joined by reshape alone",
        ),
    ],
    "position": [
        (
            "dout.sum(axis=0)",
            "dout.mean(axis=0)",
            "dw is averaged over the examples",
            "dw is averaged over the examples",
        ),
    ],
    "sinusoid": [
        (
            "    p[:, 0::2] = np.sin(angle)\n    p[:, 1::2] =",
            "    p[:, : len(even)] = np.sin(angle)\n    p[:, len(even) :] =",
            "all sines come first, then all cosines",
            "sines and cosines lie apart",
        ),
    ],
    "conv": [
        (
            "dxp[:, cs, rows, columns] += np",
            "dxp[:, cs, rows, columns] = np",
            "overlapping windows overwrite each other in dx",
            "windows overwrite what is there",
        ),
        (
            "rows, columns = slice(u * sh, u * sh + HH), slice(v * sw, v * sw + WW)",
            "rows, columns = slice(u, u + HH), slice(v, v + WW)",
            "backward forgets the stride",
            "windows begin at u, not at u * stride",
        ),
        (
            "d, w[fs])",
            "d, w[: len(w) // groups])",
            "dx uses the first group's filters in every group",
            "the first group's filters serve every group",
        ),
    ],
    "conv_transpose": [
        (
            "dw[cs] += np",
            "dw[cs] = np",
            "dw is that of the last pixel alone",
            "the loop over pixels overwrites",
        ),
        (
            "out[:, fs, rows, columns] += patch",
            "out[:, fs, rows, columns] += patch + b[fs, None, None]",
            "the bias is added with every patch",
            "b is added with every pixel of x",
        ),
    ],
    "maxpool": [
        (
            "v * sw + j] += dout",
            "v * sw + j] = dout",
            "a pixel that is the largest of two windows gets one gradient of the two",
            "the largest pixel is overwritten",
        ),
        (
            "dxp = np.zeros_like(xp)",
            'dxp = cache.setdefault("dxp", np.zeros_like(xp))',
            "dx is kept in the cache, and the next call adds to it",
            "backward twice differs",
        ),
        (
            "            dxp[n, c, u * sh + i, v * sw + j] += dout[:, :, u, v]",
            (
                "            dxp[n, c, u * sh + i, v * sw + j] += dout[:, :, u, v]\n"
                "            xp[n, c, u * sh + i, v * sw + j] = -np.inf"
            ),
            "backward wipes out the saved maxima, so that a second call differs",
            "backward twice differs",
        ),
    ],
    "avgpool": [
        (
            "out[:, :, u, v] = window.mean(axis=(2, 3))",
            (
                "rows = min(u * sh + HH, ph + H) - max(u * sh, ph)\n"
                "            columns = min(v * sw + WW, pw + W) - max(v * sw, pw)\n"
                "            out[:, :, u, v] = window.sum(axis=(2, 3)) / (rows * columns)"
            ),
            "the mean leaves the padding out",
            "padding is not counted",
        ),
    ],
    "globalavgpool": [
        (
            "/ (H * W)",
            "/ 1",
            "backward forgets to divide by the number of pixels",
            "dx is not divided by the pixels",
        ),
    ],
    "upsample": [
        (
            "blocks.sum(axis=(3, 5))",
            "blocks.mean(axis=(3, 5))",
            "the block's gradients are averaged, not summed",
            "a block is averaged",
        ),
        (
            "x.repeat(s, axis=2).repeat(t, axis=3)",
            "x.repeat(t, axis=2).repeat(s, axis=3)",
            "the scales for rows and columns are swapped",
            None,
        ),
    ],
    "pad": [
        (
            "return dout[:, :, top : top + H, left : left + W]",
            "return dout[:, :, :H, :W]",
            "dx begins in the padding",
            "dx is cut out at (0, 0)",
        ),
        (
            "W + left + right), x.dtype)",
            "W + left + right))",
            "float32 becomes float64",
            "another dtype",
        ),
    ],
}
