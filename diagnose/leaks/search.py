"""Search: all the rules on one look at a net."""

import numpy as np

from diagnose.evidence import Evidence, gather
from diagnose.leaks import dead_relu
from diagnose.leaks.finding import Finding

RULES = (dead_relu,)  # in the order in which they are told


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
