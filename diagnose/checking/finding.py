"""Finding: one thing that a check found, and all that its verdict prints."""

from dataclasses import dataclass, field, replace

import numpy as np

CLOSE = 1e-7  # of an array's largest number; a complex step and sound float64 agree to 1e-12
MATCH = 1e-6  # likewise: two formulas that agree so far are the same one
NOTHING = 0.1  # times that: what rounding makes of a 0 among numbers near 1


@dataclass
class Finding:
    """A mistake ("wrong"), why nothing can be said ("unchecked"), or a remark ("note")."""

    name: str  # of the mistake, in a few words
    says: str  # in a sentence that leads to the fix
    of: str = ""  # "dw", "out", "x"
    function: str = ""  # in which it is made
    setting: str = ""  # of the sweep
    formula: str = ""
    theirs: object = None
    true: object = None
    line: int | None = None
    verdict: str = "wrong"
    exact: bool = False  # whether a known wrong derivation gives just these numbers
    notes: list = field(default_factory=list)

    def unless_plain(self, plain: bool) -> "Finding":
        """Return the finding; if not even the plain setting was tried, nothing is checked."""
        return replace(self, verdict="unchecked") if plain and self.name == "left out" else self

    @property
    def worst(self) -> tuple | None:
        """Return the index of the entry that is most wrong; None where shapes differ."""
        shape = np.shape(self.true)
        if self.true is None or self.theirs is None or np.shape(self.theirs) != shape:
            return None
        if not np.size(self.true):
            return None
        apart = distances(self.theirs, self.true)
        return tuple(int(i) for i in np.unravel_index(np.argmax(apart), shape))

    @property
    def figure(self) -> float | None:
        """Return the relative error: the largest difference over the largest true number."""
        if self.worst is None:
            return None
        largest = float(np.max(np.abs(self.true)))
        apart = float(np.max(distances(self.theirs, self.true)))
        return apart / largest if largest else apart


def distances(a, b) -> np.ndarray:
    """Return abs(a - b), and infinity where one of them is not finite and the other is."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.abs(a - b)
    equal = (a == b) | np.isnan(a) & np.isnan(b)
    return np.where(equal, 0.0, np.where(np.isnan(apart), np.inf, apart))


def differ(theirs, true, close=CLOSE) -> np.ndarray:
    """Return where the two are further apart than rounding explains."""
    true = np.asarray(true, np.float64)
    finite = np.abs(true[np.isfinite(true)])
    return distances(theirs, true) > close * (finite.max(initial=0.0) + NOTHING)


def same(a, b, close=CLOSE) -> bool:
    """Return whether two arrays have one shape and are equal but for rounding."""
    return np.shape(a) == np.shape(b) and not differ(a, b, close).any()
