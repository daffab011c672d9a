"""Workloads: one kind of net or layer a file, and in it a function that returns a Workload.

ours() and theirs() take no arguments, as partials of module-level functions, since they travel
to another process. Each builds its side and returns

    tasks      {"step": f}, one whole training step on the next minibatch, or {"forward": f,
               "backward": g}, a layer's; functions of no arguments, each timed by itself
    check()    what both sides must agree in, by the names of agree.py: "losses", "moved",
               "values"; arrays under the same names and in our memory order of axes

A net's file says what is drawn and how PyTorch's users would write the model, and training.py
makes steps of them; passes.py does the same for layers. Both sides draw weights and data from
the same seed in NumPy. torch is imported inside functions, so that the table can be made
without it.
"""
