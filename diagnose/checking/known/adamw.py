"""AdamW: where to try it, and its wrong derivations, Adam's among them."""

import numpy as np

from diagnose.checking.known import adam
from diagnose.checking.known.sgd import steps
from diagnose.checking.problem import Mistake, Steps
from diagnose.checking.wrong.adam import moments
from diagnose.checking.wrong.adamw import shrunk, step
from diagnose.checking.wrong.rules import LR_ONCE, follow, once

FORMULA = {
    "w": "w <- w - lr * weight_decay * w;  w <- w - lr * mhat / (sqrt(vhat) + eps), as in Adam"
}


def sweep(draw) -> list[Steps]:
    """Return the points: as Adam's, with a weight decay that counts, and other ones."""
    return steps(
        draw,
        {"lr": 0.07, "eps": 0.01, "weight_decay": 0.2},
        ("a large eps", "eps", {"eps": 0.5}),
        ("the weight decay that init has by itself", "setting", {"weight_decay": 0.01}),
        ("weight_decay=0", "setting", {"weight_decay": 0.0}),
        ("lr=2", "setting", {"lr": 2.0}),
        ("eps=1e-8, as init has it by itself", "setting", {"eps": 1e-8}),
        ("beta1=0.3", "setting", {"beta1": 0.3}),
        ("beta2=0.4", "setting", {"beta2": 0.4}),
    )


MISTAKES = [
    *(
        Mistake(mistake.of, mistake.name, mistake.says, shrunk(mistake.wrong))
        for mistake in adam.MISTAKES
        if mistake.name not in ("w does not move", "lr is read only once")
    ),
    Mistake(
        "w",
        "lr is read only once",
        LR_ONCE,
        once(
            follow(lambda t, w, dw, kept: (1 - t.lr * t.weight_decay) * w - step(t, dw, kept))
        ),
    ),
    Mistake(
        "w",
        "the step's lr is read only once",
        "Adam's step has the lr of the first step for good, though the decay has the new one: "
        'read state["lr"] in each update.',
        shrunk(once(moments())),
    ),
    Mistake(
        "w",
        "the decay's lr is read only once",
        "w shrinks by lr * weight_decay with the lr of the first step for good: read "
        'state["lr"] in each update, for the decay as for the step.',
        shrunk(moments(), once=True),
    ),
    Mistake(
        "w",
        "w does not move",
        "w is as it was before: it is shrunk and moved in place, with w *= and w -=; w = w - "
        "step makes another array.",
        follow(lambda t, w, dw, kept: w),
    ),
    Mistake(
        "w",
        "there is no decay",
        "w is not shrunk: it is Adam's. Take lr * weight_decay * w off too.",
        follow(lambda t, w, dw, kept: w - step(t, dw, kept)),
    ),
    Mistake(
        "w",
        "lr is left out of the decay",
        "w shrinks by the share weight_decay: it should be lr * weight_decay.",
        follow(lambda t, w, dw, kept: (1 - t.weight_decay) * w - step(t, dw, kept)),
    ),
    Mistake(
        "w",
        "the decay goes through adam's root",
        "weight_decay * w is added to dw, as of L2 in the loss, and Adam divides it by its "
        "root: shrink w apart from the gradient.",
        follow(lambda t, w, dw, kept: w - step(t, dw + t.weight_decay * w, kept)),
    ),
    Mistake(
        "w",
        "the decay goes through adam's root with lr",
        "lr * weight_decay * w is added to dw, and Adam divides it by its root: shrink w "
        "apart from the gradient.",
        follow(lambda t, w, dw, kept: w - step(t, dw + t.lr * t.weight_decay * w, kept)),
    ),
    Mistake(
        "w",
        "w is shrunk after its step",
        "The new w is shrunk, with the step in it: shrink the old w, then take the step off.",
        follow(lambda t, w, dw, kept: (1 - t.lr * t.weight_decay) * (w - step(t, dw, kept))),
    ),
    Mistake(
        "w",
        "w grows",
        "lr * weight_decay * w is added to w: it is taken off.",
        follow(lambda t, w, dw, kept: (1 + t.lr * t.weight_decay) * w - step(t, dw, kept)),
    ),
    Mistake(
        "w",
        "the decay lacks its w",
        "lr * weight_decay is taken off every w: it should be lr * weight_decay * w, a share "
        "of it.",
        follow(lambda t, w, dw, kept: w - t.lr * t.weight_decay - step(t, dw, kept)),
    ),
    Mistake(
        "w",
        "the decay is only by the sign of w",
        "lr * weight_decay * sign(w) is taken off: it should be lr * weight_decay * w.",
        follow(
            lambda t, w, dw, kept: w - t.lr * t.weight_decay * np.sign(w) - step(t, dw, kept)
        ),
    ),
    Mistake(
        "w",
        "weight_decay is taken as the share kept",
        "w is multiplied by weight_decay: it is multiplied by 1 - lr * weight_decay.",
        follow(lambda t, w, dw, kept: t.weight_decay * w - step(t, dw, kept)),
    ),
    Mistake(
        "w",
        "w decays twice",
        "w shrinks by 2 * lr * weight_decay: the share is lr * weight_decay.",
        follow(lambda t, w, dw, kept: (1 - 2 * t.lr * t.weight_decay) * w - step(t, dw, kept)),
    ),
]
