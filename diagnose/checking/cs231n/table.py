"""Every pair of functions and every rule of CS231n's contract."""

from diagnose.checking.cs231n import (
    adam,
    affine,
    gates,
    groupnorm,
    images,
    layernorm,
    losses,
    lstm_step,
    norms,
    rnn_step,
    rules,
    sequences,
    spatial,
    temporal_loss,
    words,
)

PAIRS = [
    pair
    for module in (
        affine,
        gates,
        norms,
        layernorm,
        spatial,
        groupnorm,
        images,
        words,
        rnn_step,
        lstm_step,
        sequences,
        losses,
        temporal_loss,
    )
    for pair in module.PAIRS
]
RULES = [*rules.RULES, *adam.RULES]
