"""CS231n's contract: for each pair of functions of its assignments, where to try it.

Names, shapes and conventions are those of the course's layers.py, rnn_layers.py and optim.py:
`affine_forward(x, w, b) -> out, cache` and `affine_backward(dout, cache) -> dx, dw, db`. The
references are plain NumPy and hold for complex numbers. Formulas and mistakes are those of
known/ where the course means the same, and stand here where it does not.
"""
