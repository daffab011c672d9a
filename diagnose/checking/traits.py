"""Traits: how a setting can be special, and what it means to be wrong only there."""

TRAITS = {
    "one example": "It is right for several examples and wrong for a single one: an axis of "
    "length 1 is squeezed away, or broadcast where it should not be.",
    "one feature": "It is wrong only where an axis has length 1: something is squeezed away "
    "there, or broadcast where it should not be.",
    "more axes": "It is wrong only when x has more axes than two: fold the leading ones "
    "together, or sum over all of them.",
    "stride": "It is right at stride 1 and wrong at larger strides: a window starts at i * "
    "stride, not at i.",
    "pad": "It is right without padding and wrong with it: pad the image before the windows "
    "are taken, and cut the padding off dx.",
    "no pad": "It is wrong only when pad is 0: a slice such as dx[pad:-pad] is empty then, "
    "write dx[pad : pad + H]; or pad is not read.",
    "not square": "It is wrong only where heights and widths differ: somewhere one stands for "
    "the other.",
    "overlapping": "It is wrong only where windows overlap: each window has to add to what is "
    "there with +=, not overwrite it.",
    "leftover": "It is wrong only where the windows do not divide the image: the rows and "
    "columns left over belong to no window.",
    "repeated": "It is wrong only where an index comes more than once: the gradients of all "
    "its places add up, and dw[x] += dout keeps one of them; np.add.at adds all.",
    "large": "It is wrong only for large numbers: on the way something overflows, or the log "
    "of 0 is taken. Let exp take no large positive number: exp(-abs(x)), or scores less the "
    "largest of their row; and log p is x - max - log(sum(exp(x - max))), not the log of a p "
    "that is 0 by then.",
    "constant": "It is wrong only where all numbers of a group are equal: the variance is 0 "
    "there, and eps must keep the division finite.",
    "ties": "It is wrong only where several numbers tie: only one of them may get the "
    "gradient, or they share it, but they must not all get the whole.",
    "kink": "It is wrong only at the kink.",
    "evaluation": "It is right in training and wrong in evaluation, where train is False or "
    "the mode is test.",
    "training": "It is right in evaluation and wrong in training.",
    "first example": "It is right for the first example alone.",
    "masked": "It is wrong only where a mask leaves something out: what is False has no part "
    "in out and gets no gradient, and all else is as without a mask.",
    "started": "It is wrong only where the state does not start at 0: h0 is part of the first "
    "step, and has a gradient.",
    "one step": "It is wrong only for a sequence of a single step.",
    "no steps": "It is wrong only for a sequence without a step.",
    "broadcast": "It is wrong only where inputs are spread by broadcasting: the gradient of "
    "what was spread is a sum over the places it was spread to.",
    "setting": "It is right at the usual settings and wrong with {setting}: a setting is not "
    "read, or a number is written where the setting belongs.",
    "eps": "It is wrong only where eps is large: eps is not read, is forgotten, or stands "
    "outside the root.",
    "groups": "It is wrong only where channels are in several groups.",
    "float32": "It is right in float64 and wrong in float32.",
    "strided": "It is wrong only when an array's numbers do not lie side by side in memory: a "
    "view was taken for a copy, or a reshape reads them in another order.",
    "again": "It is right the first time and wrong when called again: something is left over "
    "from the last call.",
    "defaults": "It is wrong only where a setting is left out: read each with a default, as "
    'param.get("eps", 1e-5).',
    "features": "It is wrong only where an example's features have several axes: make x of "
    "shape (N, D) first, and give dx the shape of x.",
    "resumed": "It is wrong only where config brings the state of earlier steps: read it from "
    "there, and start at 0 only where it is missing.",
    "far from 0": "It is wrong only where x lies far from 0: a variance as mean(x^2) - mean^2 "
    "loses its digits there; subtract the mean first, then square.",
    "no examples": "It is wrong only for a batch without an example.",
    "rate changed": 'It is right as long as lr stays the same, and wrong once state["lr"] '
    "is changed between two steps: read lr from the state in each update, and in the same "
    "place.",
    "odd": "It is wrong only for an odd number of features, where pairs do not come out even.",
    "zero": "It is wrong only where an input is 0: do not divide by it.",
    "no gradient": "It is wrong only where a gradient is 0: what is kept of earlier steps "
    "moves w there all the same, and eps keeps a division by 0 from happening.",
}
