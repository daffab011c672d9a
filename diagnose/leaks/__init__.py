"""Leaks: how nets fail in silence, one rule a file, and what to do about each.

    found = leaks.find(module, net, x, y, loss_module)

A rule reads the evidence of one look at a net (diagnose/evidence.py) and says what it measured:

    measure(e) -> list of Finding    one a layer that it looked at, whether it alarms or not

Its docstring states the leak, how it is measured, and the threshold with its source; NAME is
what it is called, THRESHOLD the figure beyond which it alarms, REMEDY one sentence. A rule for
which the evidence is not there (no history, no recurrent layer) returns nothing. It never
moves the net. diagnose/leaks/search.py lists the rules in the order in which they are told.
"""

from diagnose.leaks.search import find, measure

__all__ = ["find", "measure"]
