"""Steps through a circuit: gate by gate, forward and then backward."""

from dataclasses import dataclass

from diagnose.circuit import labels


@dataclass(frozen=True)
class Step:
    """One gate's forward or backward, and in words what came of it.

    gate is None where the way back starts, with the gradient of the output in itself.
    """

    way: str
    gate: str | None
    said: str


@dataclass
class Known:
    """The wires whose values are known, and the takers that have handed their gradient back."""

    values: set
    back: set


def steps(t) -> list[Step]:
    """Return the steps of a trace: each gate forward, a start at the end, each backward."""
    forward = [Step("forward", gate.name, forward_said(t, gate)) for gate in t.gates.values()]
    outs = ", ".join(
        f"{labels.gradient(gradient)} at {wire.name}".replace("\n", " ")
        for wire in t.wires.values()
        for taker, gradient in wire.takers
        if taker is None
    )
    start = Step("backward", None, f"backward starts with {outs}")
    gates = reversed(t.gates.values())
    back = [Step("backward", gate.name, backward_said(t, gate)) for gate in gates]
    return [*forward, start, *back]


def forward_said(t, gate) -> str:
    taken = ", ".join(f"{name} = {value(t, name)}" for name in gate.takes)
    given = ", ".join(f"{name} = {value(t, name)}" for name in gate.gives)
    return f"forward, {labels.sign(gate)}: from {taken} it makes {given}"


def backward_said(t, gate) -> str:
    got = ", ".join(labels.gradient(t.wires[name].gradient) for name in gate.gives)
    back = ", ".join(f"{labels.gradient(d)} to {name}" for name, d in handed_back(t, gate))
    return f"backward, {labels.sign(gate)}: of {got} it hands back {back}"


def handed_back(t, gate) -> list[tuple]:
    """Return (wire's name, gradient) for each thing that a gate takes, in its order."""
    left = {
        name: [d for taker, d in t.wires[name].takers if taker == gate.name]
        for name in gate.takes
    }
    return [(name, left[name].pop(0)) for name in gate.takes]


def value(t, name: str) -> str:
    return labels.value(t.wires[name].value).replace("\n", " ")


def known(t, upto: int | None) -> Known:
    """Return what is known after so many steps; all of it for None.

    Raises ValueError for a number of steps that there are not.
    """
    n = len(t.gates)
    upto = 2 * n + 1 if upto is None else upto
    if not 0 <= upto <= 2 * n + 1:
        raise ValueError(f"upto must be 0 to {2 * n + 1}, the steps of this trace, not {upto}")
    names = list(t.gates)
    values = {name for name, wire in t.wires.items() if wire.source is None}
    values |= {wire for name in names[:upto] for wire in t.gates[name].gives}
    back = {None} if upto > n else set()
    back |= set(names[::-1][: max(upto - n - 1, 0)])
    return Known(values, back)
