"""Splits: every set has two, and a name that is neither is told what was perhaps meant."""

SPLITS = ("train", "test")


def check(split) -> None:
    """Raise ValueError unless split is "train" or "test"."""
    if split in SPLITS:
        return
    import difflib  # only here: most programs never get it wrong

    near = difflib.get_close_matches(str(split).lower(), SPLITS, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"split must be 'train' or 'test', not {split!r}{hint}")
