"""Dropout: in training out = x * on / keep, each entry on with probability keep; else x."""


def init(keep, rng):
    return {"keep": float(keep), "rng": rng, "train": True}


def forward(x, cache):
    if not cache["train"]:
        cache["on"] = None
        return x
    on = cache["rng"].random(x.shape) < cache["keep"]
    cache["on"] = on
    out = x * on / cache["keep"]
    return out


def backward(dout, cache):
    on = cache["on"]
    if on is None:
        return dout
    return dout * on / cache["keep"]
