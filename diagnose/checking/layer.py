"""Layer: a file with this project's init, forward and backward, asked as the project does."""

from dataclasses import dataclass, field

import numpy as np

from arrays.message import Other, Slot
from diagnose.checking.answer import Wrong, array, untouched, value
from diagnose.checking.finding import Finding
from diagnose.checking.problem import RNG, Draw
from diagnose.checking.signature import accepts
from diagnose.checking.truth import Question

MAY = ("mask", "h0", "c0")  # inputs without which a layer is a layer still
FUNCTIONS = {"init": "(sizes..., rng)", "forward": "(x, cache)", "backward": "(dout, cache)"}


def questions(reference, known, seed: int) -> list[Question]:
    """Return the sweep of a layer that the project knows; reference is its module."""
    draw = Draw(seed)
    return [question(reference, known, at, draw) for at in known.sweep(draw)]


def question(reference, known, at, draw) -> Question:
    """Return one point of the sweep, its learned arrays drawn and the reference bound."""
    args = [np.random.default_rng(0) if a is RNG else a for a in at.init]
    cache = reference.init(*args, **at.settings)
    learned = {key: draw(*cache[key].shape) for key in cache if "d" + key in cache}
    gradients = {"d" + key for key in learned}
    base = {key: wide(v) for key, v in cache.items() if key not in gradients | {"rng"}}
    given = base | learned | at.inputs | at.state | {"x": at.x}

    def answers(given: dict) -> dict:
        if hasattr(known, "reference"):
            return known.reference(given)
        cache = {key: v for key, v in given.items() if key != "x"}
        kinds = [
            np.asarray(a).dtype for a in (*parts(given["x"]), *(cache[k] for k in learned))
        ]
        kind = np.result_type(np.float64, *(k for k in kinds if k.kind in "fc"))
        for key in cache:
            if key.startswith("running_"):  # forward moves these, in place
                cache[key] = cache[key].astype(kind)
        out = reference.forward(given["x"], cache)
        several = isinstance(out, tuple)
        outs = {f"out[{i}]": a for i, a in enumerate(out)} if several else {"out": out}
        return outs | {key: cache[key] for key in getattr(known, "STATES", ())}

    several = isinstance(at.x, tuple)
    names = [f"x[{i}]" for i in range(len(at.x))] if several else ["x"]
    floats = [
        name
        for name, a in zip(names, parts(at.x), strict=True)
        if np.asarray(a).dtype.kind == "f"
    ]
    smooth = ("out",)
    if not hasattr(known, "reference"):
        smooth = tuple(name for name in answers(given) if name.startswith("out"))
    alike = (at.init, at.settings, sorted(at.state), sorted(at.inputs))
    ask = {"at": at, "learned": learned, "alike": alike}
    return Question(at.setting, at.trait, given, (*floats, *learned), smooth, answers, ask=ask)


def parts(x) -> tuple:
    """Return the arrays of x, which may be one."""
    return x if isinstance(x, tuple) else (x,)


def wide(v):
    """Return v in float64 if it is an array of floats."""
    return v.astype(np.float64) if isinstance(v, np.ndarray) and v.dtype.kind == "f" else v


@dataclass
class Turn:
    """One cache of the student's, and the calls on it, in one dtype."""

    worker: object
    question: Question
    dtype: str = "float64"
    memory: str = ""  # how arrays lie that are sent: "strided", "fortran", or side by side
    slot: str = "cache"
    gave: object = None  # what forward returned
    one_way = False
    reuses = True
    flaws: list = field(default_factory=list)

    def start(self) -> dict:
        """Call init, put our numbers into what is learned, and return the cache as it was."""
        question, at = self.question, self.question.ask["at"]
        signature = self.worker.loaded["signatures"]["init"]
        if not accepts(signature, 0, at.settings):
            says = f"not tried: {question.setting}, as init takes no {', '.join(at.settings)}"
            raise Wrong(Finding("left out", says, function="init", verdict="note"))
        if not accepts(signature, len(at.init)):
            names = ", ".join(name for name, *_ in signature)
            called = ", ".join("rng" if a is RNG else str(a) for a in at.init)
            says = f"init takes ({names}), and is called here as init({called})."
            raise Wrong(Finding("signature", says, function="init", setting=question.setting))
        unread = [key for key in MAY if key in at.inputs and key not in self.worker.source]
        if unread:
            says = f"not tried: {question.setting}, as the file reads no {', '.join(unread)}"
            raise Wrong(Finding("left out", says, function="init", verdict="note"))
        args = [{"generator": 1} if a is RNG else a for a in at.init]
        names = {"dtype": {"dtype": self.dtype}} if accepts(signature, 0, ["dtype"]) else {}
        reply = self.worker.call("init", *args, keep=self.slot, **names, **at.settings)
        cache = value(reply, "init", question.setting)
        if not isinstance(cache, dict):
            what = cache if isinstance(cache, Other) else type(cache).__name__
            says = f"init returns a {what}, and should return the cache, a dict."
            raise Wrong(Finding("no cache", says, function="init", setting=question.setting))
        for key, wanted in question.ask["learned"].items():
            for name in (key, "d" + key):
                if name not in cache:
                    says = (
                        f'{key} is learned, so init puts "{key}" and "d{key}" into the '
                        f'cache; "{name}" is not there.'
                    )
                    raise Wrong(Finding(f"no {name}", says, function="init"))
                array(cache[name], name, wanted, "init", question.setting)
        self.put_all()
        return cache

    def put(self, items: dict) -> None:
        """Set keys of the cache."""
        items = {key: self.cast(v) for key, v in items.items()}
        self.worker.ask({"do": "set", "slot": self.slot, "items": items})

    def put_all(self) -> None:
        """Set what is learned, the state, and what forward's caller sets: y, mask, index."""
        at = self.question.ask["at"]
        self.put(self.question.ask["learned"] | at.state | at.inputs)
        if "y" in at.inputs:  # a target may be of another dtype than the scores
            self.worker.ask({"do": "set", "slot": self.slot, "items": {"y": at.inputs["y"]}})

    def cast(self, v):
        """Return v with its floats in this turn's dtype."""
        if isinstance(v, tuple):
            return tuple(self.cast(a) for a in v)
        return v.astype(self.dtype) if isinstance(v, np.ndarray) and v.dtype.kind == "f" else v

    def worn(self, v):
        """Return v as it is sent: cast, and of a strided memory where that is tried."""
        if isinstance(v, tuple):
            return tuple(self.worn(a) for a in v)
        v = self.cast(v)
        return {self.memory: v} if self.memory and np.ndim(v) else v

    def forward(self, right: dict) -> dict:
        """Return out, or its parts, and the states by name. Raises Wrong."""
        setting, x = self.question.setting, self.question.given["x"]
        reply = self.worker.call("forward", self.worn(x), Slot(self.slot), watch=self.slot)
        out = self.gave = value(reply, "forward", setting)
        cache = cache_of(reply)
        found = {}
        for name, like in right.items():
            a = out if name == "out" else cache.get(name)
            if name.startswith("out["):
                a = one(out, name, sum(k.startswith("out[") for k in right), "forward", setting)
            found[name] = array(a, name, like, "forward", setting)
        self.flaws = [*self.kinds(found, "forward"), *self.changes(reply, "forward")]
        return found

    def backward(self, douts: dict, right: dict) -> dict:
        """Return dx, or its parts, and the learned arrays' gradients by name. Raises Wrong."""
        setting = self.question.setting
        douts = tuple(self.worn(np.asarray(d, self.dtype)[()]) for d in douts.values())
        dout = douts if "out" not in self.question.smooth else douts[0]
        reply = self.worker.call("backward", dout, Slot(self.slot), held=self.slot)
        dx, cache = value(reply, "backward", setting), cache_of(reply)
        found = {}
        for name, like in right.items():
            a = dx if name == "dx" else cache.get(name)
            if name.startswith("dx["):
                a = one(dx, name, len(self.question.given["x"]), "backward", setting)
            found[name] = array(a, name, like, "backward", setting)
        x, passed = self.cast(self.question.given["x"]), first(reply["held"])
        self.flaws = [
            *self.kinds(found, "backward"),
            *untouched(x, passed, "x", "backward", setting),
            *untouched(self.gave, reply["gave"], "out", "backward", setting),
            *self.changes(reply, "backward", dout),
            *self.without_slope(dx, right),
        ]
        return found

    def without_slope(self, dx, right: dict):
        """Yield a Finding if x is of whole numbers, which have no slope, and dx is not None."""
        if dx is not None and not any(name.startswith("dx") for name in right):
            says = "x is of whole numbers, which have no slope: backward returns None for dx."
            yield Finding("dx of an index", says, "dx", "backward", self.question.setting)

    def kinds(self, found: dict, function: str):
        """Yield a Finding for each array of another dtype than what went in."""
        if (
            self.question.tried and "y" in self.question.given
        ):  # a target may widen a stranger's
            return
        for name, a in found.items():
            if (
                isinstance(a, np.ndarray | np.generic)
                and a.dtype.kind == "f"
                and a.dtype != self.dtype
            ):
                yield Finding(
                    "another dtype",
                    f"{name} is {a.dtype} where x is {self.dtype}: make new "
                    "arrays "
                    "with dtype=x.dtype, or np.zeros_like.",
                    name, function, self.question.setting,
                )  # fmt: skip

    def changes(self, reply: dict, function: str, dout=None):
        """Yield a Finding for each argument, or array of the caller's, that was written to."""
        setting, cache = self.question.setting, cache_of(reply)
        sent = self.question.given["x"] if function == "forward" else None
        if dout is None:
            yield from untouched(self.cast(sent), reply["after"][0], "x", function, setting)
        elif isinstance(dout, np.ndarray | tuple):
            yield from untouched(dout, reply["after"][0], "dout", function, setting)
        for key, a in (self.question.ask["learned"] | self.question.ask["at"].inputs).items():
            put = a if key == "y" else self.cast(a)
            yield from untouched(put, cache.get(key), key, function, setting)


def cache_of(reply: dict) -> dict:
    """Return the cache as it is after a call."""
    cache = reply.get("after", (None, None))[1]
    return cache if isinstance(cache, dict) else {}


def first(held: list):
    return held[0] if held else None


def one(several, name: str, count: int, function: str, setting: str):
    """Return the part of a tuple that "dx[1]" names. Raises Wrong if it is no such tuple."""
    if not isinstance(several, tuple | list) or len(several) != count:
        what = f"{len(several)} things" if isinstance(several, tuple | list) else "one array"
        says = f"{function} returns {what}, and should return a tuple of {count} arrays."
        raise Wrong(Finding("no tuple", says, name.partition("[")[0], function, setting))
    return several[int(name.partition("[")[2][:-1])]
