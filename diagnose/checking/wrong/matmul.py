"""Matmul: a gradient of other products, and a reshape where a transpose belongs."""

from diagnose.checking.wrong.several import down


def turned(a):
    """Return a with the shape of a.mT, but its entries read on in their old order."""
    return a.reshape(*a.shape[:-2], a.shape[-1], a.shape[-2])


def of_a(whole):
    """Return the wrong function for a dx[0] that is whole(a, b, dout), summed down."""
    return lambda t: down(whole(*t.x, t.dout), t.x[0].shape)


def of_b(whole):
    """Return the wrong function for a dx[1] that is whole(a, b, dout), summed down."""
    return lambda t: down(whole(*t.x, t.dout), t.x[1].shape)


def square(a):
    """Return whether the last two axes are of one length."""
    return a.shape[-1] == a.shape[-2]
