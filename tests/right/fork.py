"""Fork: out = (x, x, ...), n times."""


def init(n):
    return {"n": n}


def forward(x, cache):
    return (x,) * cache["n"]


def backward(dout, cache):
    dx = dout[0]
    for d in dout[1:]:
        dx = dx + d
    return dx
