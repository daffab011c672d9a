"""Answer: what a worker said of one call, as arrays or as the Finding that there are none."""

import numpy as np

from arrays.message import Other
from diagnose.checking import generic
from diagnose.checking.finding import Finding, same

ARRAYS = "biufc"


class Wrong(Exception):
    """A Finding after which this call cannot be judged further."""

    def __init__(self, finding: Finding):
        super().__init__(finding.says)
        self.finding = finding


def value(reply: dict, function: str, setting: str):
    """Return what the function returned. Raises Wrong if it raised an error."""
    error = reply.get("error")
    if error is None:
        return reply["value"]
    kind, said, line = error["kind"], error["says"], error["line"]
    if kind == "NotImplementedError":
        raise Wrong(
            Finding(
                "not written",
                f"{function} is not written yet.",
                function=function,
                line=line,
                verdict="unchecked",
            )  # fmt: skip
        )
    unsure = {
        "MemoryError": f"{function} asks for more memory than the 2 GB it may have.",
        "PermissionError": f"{function} does what no layer needs to, and was kept from it: "
        f"{said}.",
    }
    if kind in unsure:
        raise Wrong(
            Finding(
                "kept from it",
                unsure[kind],
                function=function,
                line=line,
                setting=setting,
                verdict="unchecked",
            )  # fmt: skip
        )
    says = f"{function} raises {kind}: {said}".rstrip(".") + "."
    raise Wrong(Finding(f"raises {kind}", says, function=function, line=line, setting=setting))


def array(found, of: str, like, function: str, setting: str) -> np.ndarray:
    """Return what should be an array of the shape of like. Raises Wrong if it is not."""

    def wrong(name: str, says: str, **arrays):
        return Wrong(Finding(name, says, of=of, function=function, setting=setting, **arrays))

    shape = np.shape(like)
    if found is None:
        raise wrong("None", f"{of} is None: it is not made, or not returned.")
    if isinstance(found, Other | str | dict | tuple | list) or (
        np.ndim(found) == 0 and np.asarray(found).dtype.kind not in ARRAYS
    ):
        what = str(found) if isinstance(found, Other) else type(found).__name__
        raise wrong(
            "not an array", f"{of} is a {what}, and should be an array of shape {shape}."
        )
    if np.shape(found) != shape:
        name, says = generic.shape(of, np.shape(found), shape)
        raise wrong(name, says, theirs=np.asarray(found), true=np.asarray(like))
    if np.asarray(found).dtype.kind == "c":
        raise wrong("complex", f"{of} is complex, and should be real.")
    return np.asarray(found)


def untouched(before, after, of: str, function: str, setting: str):
    """Yield a Finding if an array, given or returned before, is not what it was."""
    if isinstance(before, tuple):
        for i, (a, b) in enumerate(zip(before, after or (), strict=False)):
            name = f"{of}[{i}]" if len(before) > 1 else of
            yield from untouched(a, b, name, function, setting)
    elif isinstance(before, np.ndarray) and not (
        isinstance(after, np.ndarray) and same(after, before, 0) and after.dtype == before.dtype
    ):
        why = "an array that belongs to its caller"
        if of.startswith("out"):
            why = "an array that forward has returned, and that is its caller's by now"
        says = (
            f"{function} changes {of}, {why}. {of} *= ... and {of}[...] = ... write to it, and "
            f"so they do under another name, as a = {of} is no copy: take {of}.copy()."
        )
        theirs = after if np.shape(after) == before.shape else None
        name = f"{of} is written to"
        yield Finding(name, says, of, function, setting, theirs=theirs, true=before)
