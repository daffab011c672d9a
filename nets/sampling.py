"""Sampling: a language model writes, one index after another, each drawn from its own guess.

    p = softmax(scores / temperature),   next ~ p

A temperature below 1 makes the likely likelier and the text more careful, up to the likeliest
alone at 0; above 1 it makes mistakes and surprises. What is drawn is read as the next input. A
recurrent net need only read that one, with its state carried over; a transformer reads its
window anew.

Shapes
    prompt    (t,)    integers 0..V-1, one or more, that the net reads before it writes
"""

import math

import numpy as np

from nets import walk


def sample(
    module,
    net: dict,
    prompt: np.ndarray,
    length: int,
    rng: np.random.Generator,
    *,
    temperature=1.0,
    top: int | None = None,
    context: int | None = None,
):
    """Yield length indices, one by one; the net is left out of training and without a state.

    top leaves all but so many of the likeliest out; context is how many indices a net without
    a state sees at most. Raises ValueError for settings that make no sense.
    """
    wholes = (length, top if top is not None else 1, context if context is not None else 1)
    if not len(prompt) or min(wholes) < 1 or not 0 <= temperature < math.inf:
        raise ValueError(
            "sample needs a prompt, length, top, context >= 1 and a finite temperature >= 0, "
            f"not {len(prompt)} indices, {length=}, {top=}, {context=}, {temperature=}"
        )
    return drawn(module, net, list(prompt), length, rng, temperature, top, context)


def drawn(module, net, seen: list, length: int, rng, temperature, top, context):
    """Yield the indices: sample's work, begun when the first is asked for."""
    walk.set_training(net, False)
    walk.forget(net)
    stateful = any("wh" in inner for _, inner in walk.layers(net))
    new = seen if stateful or context is None else seen[-context:]
    try:
        for _ in range(length):
            scores = module.forward(np.array([new]), net)[0, -1]
            seen.append(draw(scores, rng, temperature, top))
            yield seen[-1]
            walk.carry(net)
            new = seen[-1:] if stateful else seen[-context:] if context else seen
    finally:
        walk.forget(net)


def draw(scores: np.ndarray, rng, temperature: float, top: int | None) -> int:
    """Return an index, drawn with the probabilities that scores (V,) give."""
    scores = scores.astype(np.float64)
    if top is not None and top < len(scores):
        scores[np.argsort(-scores, kind="stable")[top:]] = -np.inf
    if not temperature:
        return int(scores.argmax())
    p = np.exp((scores - scores.max()) / temperature)
    return int(rng.choice(len(p), p=p / p.sum()))
