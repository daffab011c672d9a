"""History: what fit says of an epoch, as a dict with these keys, and as a line of text.

    epoch                         from 1
    train_loss, train_accuracy    means over the epoch's minibatches, each before its step and
                                  in training mode; so they lag behind the weights
    penalty                       optim/decay.py's, after the epoch; no part of train_loss
    gradient_norm                 the epoch's largest, before clipping; None without clip_norm
    valid_loss, valid_accuracy    after the epoch, out of training mode; None without valid
    lr                            of the last step
    samples_per_second, seconds   of the training steps alone

Losses are in nats where the loss is; accuracies are None where y is not integer labels.
"""

COLUMNS = {  # key: (name, width, format)
    "epoch": ("epoch", 5, "d"),
    "train_loss": ("train loss", 10, ".4f"),
    "train_accuracy": ("train acc", 9, ".2%"),
    "valid_loss": ("valid loss", 10, ".4f"),
    "valid_accuracy": ("valid acc", 9, ".2%"),
    "lr": ("lr", 8, ".3g"),
    "samples_per_second": ("samples/s", 9, ",.0f"),
    "seconds": ("seconds", 7, ".2f"),
}


def heading() -> str:
    """Return the names over the columns that line prints."""
    return "  ".join(f"{name:>{width}}" for name, width, _ in COLUMNS.values())


def line(row: dict) -> str:
    """Return a row of the history in columns, "-" where it has no figure."""
    cells = [
        f"{'-' if row[key] is None else format(row[key], kind):>{width}}"
        for key, (_, width, kind) in COLUMNS.items()
    ]
    return "  ".join(cells)
