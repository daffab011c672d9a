"""Workloads: one kind of net or layer a file, and in it a function that returns a Workload.

ours() and theirs() take no arguments, as partials of module-level functions, since they travel
to another process. Each builds its side and returns two functions of no arguments:

    step()     one whole training step on the next minibatch; returns the loss, a float
    moved()    {name: array} of how far each array that is learned has come since it was built,
               both sides under the same names and in our memory order of axes

Both draw weights and data from the same seed in NumPy. theirs imports torch inside, so that
the table can be made without it.
"""
