"""Evidence: one look at a net, from which the rules of diagnose/leaks read.

One way forward and back on one batch, by a copy of the net, with all that went between layers:

    seen    for every layer in the order of forward: what it took (x), gave (out), was handed
            back (dout) and handed on (dx)

and, as far as whoever looks can say, the whole data set, the history, and a step of the rule.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from types import SimpleNamespace

import numpy as np

from nets import walk


@dataclass
class Seen:
    """A layer during the look. Arrays are tuples of arrays where it takes or gives several."""

    path: str  # "4.residual/part/0.conv"
    name: str  # "conv"
    cache: dict  # the copy's: learned arrays are the net's own, gradients are the look's
    x: object = None
    out: object = None
    dout: object = None
    dx: object = None  # None where none is made: of integers


@dataclass
class Evidence:
    """What the rules read. What was not given is None."""

    module: object
    net: dict  # the net itself: rules look at it and never move it
    seen: list[Seen]
    x: np.ndarray  # the batch
    y: np.ndarray
    loss_module: object
    loss_cache: dict
    scores: np.ndarray
    dscores: np.ndarray  # d loss / d scores, of a mean over the batch
    loss: float
    data: tuple  # (x, y): the whole set, or the batch where there is no more
    batches: Callable | None = None  # batches() yields (x, y) in the order of training
    history: list | None = None  # fit's rows
    untrained: bool = False  # no step has been taken yet
    evaluating: bool = False  # the net is as it stands at an evaluation
    updates: dict | None = None  # "0.affine.w": the RMS of one step's change over w's RMS

    def of(self, *names: str) -> list[Seen]:
        """Return what was seen of the layers of these names."""
        return [layer for layer in self.seen if layer.name in names]


def gather(
    module,
    net: dict,
    x,
    y,
    loss_module,
    *,
    loss_cache=None,
    data=None,
    rule=None,
    states=None,
    lr=None,
    evaluating=False,
    **known,
) -> Evidence:
    """Return the evidence of one look at the batch (x, y). Nothing of the net is moved.

    The look is in training mode, where gradients are those of a step; of an evaluating net it
    is in the mode that each layer is in. rule, states and lr, as fit has them, are for the
    update that would follow; states None starts the rule anew. known is whatever else is known
    of Evidence's last fields. Raises ValueError for no examples, and what the layers raise.
    """
    x, y, data = checked(x, y, data)
    if not net.get("layers"):
        raise ValueError(
            "a look needs a net with layers: sequential.init((affine, cache), ...)"
        )
    if rule is not None and not isinstance(lr, Real):
        raise ValueError(f"with a rule lr must be a number, that of the next step, not {lr!r}")
    trial, seen = recorded(walk.trial(net))
    walk.forget(trial)
    walk.put(trial, "need_dx", None)  # which fit sets to False, and here all gradients count
    if not evaluating:
        walk.set_training(trial, True)
    cache = dict(loss_module.init() if loss_cache is None else loss_cache) | {"y": y}
    with np.errstate(all="ignore"):  # what overflows is among the findings
        scores = module.forward(x, trial)
        loss = float(loss_module.forward(scores, cache))
        dscores = loss_module.backward(1.0, cache)
        module.backward(dscores, trial)
        walk.add_tied(trial)
        updates = None if rule is None else changes(trial, rule, states, lr)
    known |= {"data": data, "updates": updates, "evaluating": evaluating}
    given = module, net, seen, x, y, loss_module, cache
    return Evidence(*given, scores, dscores, loss, **known)


def checked(x, y, data) -> tuple:
    """Return x, y and data as arrays, the batch for no data. ValueError for what misfits."""
    pairs = []
    for pair in ((x, y), (x, y) if data is None else data):
        if len(pair) != 2 or any(isinstance(a, tuple) for a in pair):
            raise ValueError("a look takes one array x and one array y, as fit does")
        a, b = map(np.asarray, pair)
        if not (a.ndim and b.ndim) or len(a) == 0 or len(a) != len(b):
            raise ValueError(
                f"a look needs examples, and a y for each, not x of {a.shape} and y of "
                f"{b.shape}"
            )
        pairs.append((a, b))
    return *pairs[0], pairs[0] if data is None else pairs[1]


def recorded(net: dict) -> tuple[dict, list[Seen]]:
    """Return net with layers that keep what passes through them, and where they keep it."""
    seen = []

    def record(path, name, module, inner):
        if "layers" in inner:
            parts = [(n, *record(f"{path}/{n}", n, m, c)) for n, m, c in inner["layers"]]
            return module, inner | {"layers": parts}
        layer = Seen(path, module.__name__.rpartition(".")[2], inner)
        seen.append(layer)

        def forward(x, cache):
            layer.x, layer.out = x, module.forward(x, cache)
            return layer.out

        def backward(dout, cache):
            layer.dout, layer.dx = dout, module.backward(dout, cache)
            return layer.dx

        return SimpleNamespace(forward=forward, backward=backward), inner

    parts = [
        (name, *record(name, name, module, inner)) for name, module, inner in net["layers"]
    ]
    return net | {"layers": parts}, seen


def changes(net: dict, rule, states, lr: float) -> dict:
    """Return for each learned array the RMS of the rule's next change over the array's own."""
    found = {}
    for path, inner, key in walk.learned(net):
        w, before = inner[key].copy(), inner[key]
        if states is None:
            state = rule.init(w, lr=lr)
        elif path not in states:
            raise ValueError(
                f"states has nothing for {path}: give fit's run['states'], or None"
            )
        else:
            state = {
                k: v.copy() if isinstance(v, np.ndarray) else v for k, v in states[path].items()
            }
            state["lr"] = lr
        rule.update(w, inner["d" + key], state)
        size = rms(before)
        found[path] = rms(w - before) / size if size else math.inf
    return found


def rms(a) -> float:
    """Return the root of the mean square of all entries; of a tuple's entries together."""
    parts = [np.ravel(part) for part in (a if isinstance(a, tuple) else (a,))]
    size = sum(part.size for part in parts)
    return math.sqrt(sum(map(squares, parts)) / size) if size else 0.0


def squares(flat: np.ndarray) -> float:
    """Return the sum of the squares, in float64 where float32 would not hold them."""
    found = float(np.vdot(flat, flat)) if flat.dtype.kind == "f" else 0.0
    if 1e-20 < found < math.inf:
        return found
    return float(np.sum(flat.astype(np.float64) ** 2))
