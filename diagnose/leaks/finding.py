"""Finding: what a rule measured at one place, and what it makes of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One rule's figure for one layer.

    leak         the rule's NAME
    where        the layer's path, "2.relu", or "the loss", "the inputs", "the labels"
    figure       what was measured, a float
    threshold    the figure from which on it is an alarm
    alarm        whether it is one
    said         a sentence without a full stop that holds the figure: what was seen
    remedy       a sentence: what to do
    more         further figures and arrays by name, for the pictures and for whoever asks
    """

    leak: str
    where: str
    figure: float
    threshold: float
    alarm: bool
    said: str
    remedy: str
    more: dict = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        """Return it as a line: what, where, the sentence, and for an alarm the remedy."""
        line = f"{self.leak}, {self.where}: {self.said}."
        return f"{line} {self.remedy}" if self.alarm else line
