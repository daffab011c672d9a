"""Update-to-weight ratio: how far one step moves a layer's weights, beside their size.

    figure = RMS of one step's change of w / RMS of w        about 1e-3 is usual

Far above, each step throws away what the last has learned; far below, nothing is learned in
reasonable time. Biases and the gamma and beta of a norm start at 0 or 1 whatever the layer's
size, so the weights alone are judged: keys that start with w.

Too high    Weights that start small or at 0, as a net's last ones should, rightly grow by much
            at first. So w's RMS counts as no less than 1 / sqrt(fan_in), with which a layer
            keeps its input's size.
Too low     A net that has arrived has small gradients, and a schedule ends at a rate of 0. So
            this alarms only while the loss is above half of chance (diagnose/leaks/chance.py)
            and the rate at no less than a third of its highest so far, by the history of two
            epochs or more. Nor before training, as momentum's first step is a tenth of the
            later ones. A finding's threshold is LOW then, and ratio, in more, is below it.

Threshold
    CS231n, "Neural Networks 3", has 1e-3 for about right. 0.5 is too high: 16 nets of the zoo
    with their usual rates had 0.22 at most in the first step, Adagrad's and RMSprop's being
    the longest, and 0.16 after an epoch or more; Adam at 100 times its rate has 1.1 to 2 at
    first, and momentum at ten times 0.4 to 40 when it diverges. Many a net whose rate was too
    high has weights so large after an epoch that the ratio is a usual one again. 1e-4 is too
    low: at half their rate or more, nets of the zoo that still learned had 2e-4 and more,
    at a hundredth of it 9e-6 to 9e-5 in hidden layers (momentum, SGD, Adam); Adagrad and
    RMSprop, at 2e-4 then, are not seen.
"""

import math

from diagnose.evidence import Evidence, rms
from diagnose.leaks import chance
from diagnose.leaks.finding import Finding
from nets import walk

NAME = "update ratio"
THRESHOLD = 0.5
LOW = 1e-4
EPOCHS = 2
REMEDY = (
    "Steps of about a thousandth of the weights are usual: bring the learning rate, or this "
    "layer's initial weights, to where they are."
)


def measure(e: Evidence) -> list[Finding]:
    """Return the ratio of each layer's weights; nothing without a rule, nan or inf."""
    if not e.updates:
        return []
    found, learning = [], still_learning(e)
    for path, inner, key in walk.learned(e.net):
        ratio, w = e.updates.get(path, math.nan), inner[key]
        if not key.startswith("w"):
            continue
        size = rms(w)
        fan_in = w[0].size if w.ndim == 4 else w.shape[0]
        change = ratio * size if size else math.nan
        figure = change / max(size, 1 / math.sqrt(fan_in))
        if not math.isfinite(figure):
            continue
        low = learning and ratio < LOW
        threshold = LOW if low else THRESHOLD
        said = f"one step moves {key} by {ratio:.1e} of its size, where 1e-3 is usual"
        if figure < ratio:
            said += f", and by {figure:.1e} of that at which it keeps its input's"
        alarm = low or figure > THRESHOLD
        where, more = path.removesuffix("." + key), {"key": key, "ratio": ratio}
        found.append(Finding(NAME, where, figure, threshold, alarm, said, REMEDY, more))
    return found


def still_learning(e: Evidence) -> bool:
    """Return whether the loss is high and the rate is not falling to 0, as the history says."""
    if not e.history or len(e.history) < EPOCHS:
        return False
    level = chance.of(e)
    rates = [row["lr"] for row in e.history]
    return bool(level) and e.loss > level / 2 and rates[-1] >= max(rates) / 3
