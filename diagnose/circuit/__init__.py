"""Circuit: any small net drawn as CS231n's notes draw one, with the numbers of one run of it.

    t = circuit.trace(*gates.product())     f = (x + y) z at -2, 5, -4: forward, then backward
    circuit.draw(t)                         a matplotlib Figure
    circuit.draw(t, upto=3)                 what is known after three of circuit.steps(t)
    circuit.mermaid(t), circuit.dot(t)      the same as text, for Markdown or Graphviz

Gates are nodes. Above a wire stands its value, and below it, in another color and in italics,
the gradient: dL/dv, where L is the output if that is one number, and else the sum of
output * dout. A number is written out; of an array, its shape and its RMS, the root of the mean
square. A wire that splits has a dot, and what comes back to it is the sum over its branches.

Source
    CS231n, "Backpropagation, Intuitions".
"""

from diagnose.circuit.picture import draw
from diagnose.circuit.steps import steps
from diagnose.circuit.text import dot, mermaid
from diagnose.circuit.trace import trace

__all__ = ["dot", "draw", "mermaid", "steps", "trace"]
