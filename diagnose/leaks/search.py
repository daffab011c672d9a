"""Search: all the rules on one look at a net."""

import numpy as np

from diagnose.evidence import Evidence, gather
from diagnose.leaks import (
    across_depth,
    biased_norm,
    clipped_loss,
    constant_feature,
    dead_relu,
    diverging_loss,
    flat_loss,
    gap,
    imbalance,
    left_training,
    off_chance,
    one_class_batches,
    oscillating_loss,
    overflow,
    saturated,
    softmax_twice,
    symmetric,
    through_time,
    tiny_variance,
    unnormalized,
    update_ratio,
    zero_gradient,
)
from diagnose.leaks.finding import Finding

RULES = (  # in the order in which they are told: what explains others comes first
    overflow,
    unnormalized,
    constant_feature,
    imbalance,
    one_class_batches,
    off_chance,
    saturated,
    dead_relu,
    zero_gradient,
    symmetric,
    across_depth,
    through_time,
    tiny_variance,
    biased_norm,
    softmax_twice,
    clipped_loss,
    update_ratio,
    flat_loss,
    oscillating_loss,
    diverging_loss,
    gap,
    left_training,
)


def find(module, net: dict, x, y, loss_module, **known) -> list[Finding]:
    """Return the leaks of a net, seen on the batch (x, y): those findings that are alarms.

    known is what diagnose/evidence.py's gather takes besides: the whole data set (data), fit's
    history, the rule with its states and lr, whether the net is untrained or being evaluated.
    The more is known, the more rules have something to say. The net is not moved.
    """
    return [
        found
        for found in measure(gather(module, net, x, y, loss_module, **known))
        if found.alarm
    ]


def measure(evidence: Evidence) -> list[Finding]:
    """Return all findings, alarms or not, rule by rule."""
    with np.errstate(all="ignore"):
        return [found for rule in RULES for found in rule.measure(evidence)]
