"""Exploding or vanishing through time: what a recurrent layer's gradient becomes, step by step.

    norms[k] = |dL/dstate[T-1-k]| / |dL/dstate[T-1]|, of a gradient that enters at the last step

The loss's gradient at the last step is followed back alone (diagnose/through_time.py), in the
first 32 examples of the batch; where it is 0 or not finite, a random one. The state is h, and
of an LSTM h and c. Each step multiplies by the state's Jacobian, so norms is about a power:

    growth     (norms[T] / norms[0])^(1/T), a step
    horizon    the steps after which norms is below float32's resolution, 1.2e-7: what comes
               from further off is lost in a sum with what is near. Where T is too short to see
               it, it is drawn out from the second half of the steps.

Beside them stand an RNN's wh: its spectral radius, by which norms would grow if all slopes were
1, and its largest singular value, which no step can exceed; and for an LSTM and a GRU what the
gates alone let through. For a picture, more has

    norms      (T + 1,)    k = 0 is the last step, k = T the state before the first
    growth, horizon, T
    radius, stretch        an RNN's: the spectral radius, the largest singular value
    by_radius, by_stretch  (T + 1,)    their powers, predictions to draw beside norms
    kept       (T + 1,)    an LSTM's or a GRU's: what the gates alone let through

Threshold
    Exploding: norms is above 10 at some step. Vanishing: the sequence is 4.75 horizons long,
    or more. Of 125 layers of charlms on tiny Shakespeare, T = 64, fresh and trained, none had a
    norm above its first, and horizons were 0.2 to 4.3 in the sequence: the most in the third of
    three RNNs, 3.4 in nets of fewer. With wh times 2 an RNN's norms grew 17- to 210-fold, times
    3 a million-fold; an LSTM's or GRU's times 4, 34- to 5,100-fold. With wh times 0.3 an
    RNN had 5.8 to 6.4 horizons, LSTMs with a forget gate's b of -3 or -5 had 5.3 to 6.4. A GRU
    whose z is 0 is a kind of RNN, with 3.6 to 4.3: no alarm. Nor is wh times 2 after training
    always one, as tanh's slopes then make up for it.
"""

import math
from statistics import median

import numpy as np

from diagnose import through_time
from diagnose.evidence import Evidence, Seen, gather
from diagnose.leaks.finding import Finding
from optim import clip

NAME = "exploding or vanishing through time"
THRESHOLD = 4.75  # horizons
GROWTH = 10  # at some step, of norms
RESOLUTION = float(np.finfo(np.float32).eps)
EXAMPLES = 32
REMEDY = (
    "Clip the gradients' norm where they explode; an LSTM's c keeps them where they vanish."
)
CLIP = "Clip the gradients' norm at {:.2g}, the usual one here: a step then has a bound."
SHORTER = "With an LSTM or a GRU the way back has gates and not wh; or start wh orthogonal."
OPEN = "Start the bias of the gate that keeps the state higher, at 1 or 2: it is the way back."
GATE = {"lstm": "forget gates", "gru": "update gates"}


def measure(e: Evidence) -> list[Finding]:
    """Return for each recurrent layer how a gradient grows or fades on its way back."""
    layers = e.of("rnn", "lstm", "gru")
    return [judged(e, layer) for layer in layers if layer.out.shape[1] > 1 and len(layer.out)]


def judged(e: Evidence, layer: Seen) -> Finding:
    """Return what is found of one layer: its larger trouble, or that there is none."""
    more = seen(layer)
    T, most = more["T"], float(more["norms"].max())
    way = f"(times {more['growth']:.2f} a step; {beside(layer, more)})"
    if most > GROWTH:
        said = f"a gradient from the last step grows {most:.2g}-fold on {T} steps back {way}"
        remedy = CLIP.format(usual(e))
        return Finding(NAME, layer.path, most, GROWTH, True, said, remedy, more)
    figure = T / more["horizon"]
    reach = f"{more['horizon']:.0f}" if more["horizon"] < 10 * T else f"more than {10 * T}"
    said = f"of {T} steps, a gradient from the last stays in float32's reach for {reach} {way}"
    remedy = SHORTER if layer.name == "rnn" else OPEN
    alarm = figure >= THRESHOLD
    return Finding(NAME, layer.path, figure, THRESHOLD, alarm, said, remedy, more)


def seen(layer: Seen) -> dict:
    """Return the figures of one layer, those of more."""
    cache = through_time.some(layer.name, layer.cache, EXAMPLES)
    norms = through_time.norms(layer.name, cache, entering(layer))
    T = len(norms) - 1
    more = {"norms": norms, "T": T, "growth": float(norms[T] ** (1 / T))}
    more["horizon"] = horizon(norms)
    if layer.name == "rnn":
        wh, k = cache["wh"], np.arange(T + 1)
        radius, stretch = through_time.radius(wh), through_time.radius(wh.T @ wh) ** 0.5
        more |= {"radius": radius, "stretch": stretch}
        more |= {"by_radius": radius**k, "by_stretch": stretch**k}
    else:
        more["kept"] = through_time.kept(layer.name, cache)
    return more


def entering(layer: Seen) -> np.ndarray:
    """Return the gradient at the last step, (N, H); a random one where it is of no use."""
    dh = np.ascontiguousarray(layer.dout[:EXAMPLES, -1])
    size = through_time.length((dh,))
    if 0 < size < math.inf:
        return dh
    return np.random.default_rng(0).standard_normal(dh.shape).astype(dh.dtype)


def horizon(norms: np.ndarray) -> float:
    """Return after how many steps norms is below the resolution, beyond T by extrapolation."""
    below = np.flatnonzero(norms < RESOLUTION)
    if len(below):
        return float(below[0])
    T = len(norms) - 1
    half = T // 2
    slope = math.log(norms[T] / norms[half]) / (T - half)
    return T + math.log(RESOLUTION / norms[T]) / slope if slope < 0 else math.inf


def beside(layer: Seen, more: dict) -> str:
    """Return what growth is to be compared with."""
    if layer.name == "rnn":
        radius, stretch = more["radius"], more["stretch"]
        return f"wh's spectral radius is {radius:.2f}, its largest singular value {stretch:.2f}"
    alone = more["kept"][-1] ** (1 / more["T"])
    return f"its {GATE[layer.name]} alone let through {alone:.2f} a step"


def usual(e: Evidence, batches=5) -> float:
    """Return the median norm of all gradients together, of batches from the data."""
    (x, y), n = e.data, len(e.x)
    settings = {key: v for key, v in e.loss_cache.items() if key != "mask"}
    sizes = []
    for start in range(0, n * min(batches, len(x) // n), n):
        some = slice(start, start + n)
        look = gather(e.module, e.net, x[some], y[some], e.loss_module, loss_cache=settings)
        sizes.append(
            clip.norm({"layers": [(part.path, None, part.cache) for part in look.seen]})
        )
    return median(sizes)
