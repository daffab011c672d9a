"""The table of draws: what each layer is given, drawn, and the same layer in PyTorch.

    "layer": Drawn(module, draw(pen) -> (cache, x), theirs(torch, cache, *x, **learned) -> out)

An entry draws what init takes, shapes, what the caller sets and x; learned arrays are drawn in
test_draws.py. theirs is given x and the learned arrays as tensors; the cache is as it is after
forward. All shapes are small: a slope is tried for every number of every array.
"""

from draws_gates import GATES
from draws_images import IMAGES
from draws_learned import LEARNED
from draws_losses import LOSSES
from draws_sequences import SEQUENCES

DRAWS = GATES | LEARNED | SEQUENCES | IMAGES | LOSSES
