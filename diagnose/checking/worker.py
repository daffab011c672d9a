"""Worker: the process in which a student's file runs, and answers.

It is asked to call this function with these arrays, and tells what came back; what is right
it does not know. So nothing that the file does in here, printing, patching NumPy, or ending
the process, can make a wrong answer right. Limits are set before the file is read.
"""

import builtins
import contextlib
import importlib.abc
import importlib.util
import inspect
import os
import sys
import threading
import time
import traceback
import warnings

import numpy as np

from arrays import message

MEMORY = 2 * 2**30  # bytes of addresses; NumPy itself takes a few hundred million
WRITTEN = 2**24  # bytes that a file may have
REFUSED = (  # events of sys.addaudithook that no layer needs
    "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.posix_spawn", "os.spawn",
    "os.system", "os.startfile", "pty.spawn", "socket.", "sqlite3.connect", "subprocess.Popen",
)  # fmt: skip
CREATING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CHANGING = (
    "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod",
    "os.chown", "os.mkdir", "shutil.",
)  # fmt: skip


def main() -> None:
    """Answer requests until there are none. The first says what the file is."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    file = message.read(asked)
    own = sys.argv[1]  # last, as a student too may have a layers.py or a data.py
    sys.path[:] = [p for p in sys.path if p not in ("", own)] + [file["folder"], own]
    limit(file["seconds"])
    threading.Thread(target=leave_with, args=[os.getppid()], daemon=True).start()
    guard(os.getcwd())
    write = message.write  # by names of our own, whatever the file does to the module
    slots, namespace = {}, {}
    write(answers, load(file, namespace))
    while True:
        try:
            request = message.read(asked)
        except EOFError:
            return
        write(answers, answer(request, namespace, slots))


def leave_with(parent: int) -> None:
    """End this process soon after the one that started it, which may have been killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def limit(seconds: float) -> None:
    """Bound memory, time and files, where the system has a way to."""
    try:
        import resource
    except ImportError:  # Windows: whoever started this watches the time
        return
    bounds = {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": int(seconds) + 2,
        "RLIMIT_FSIZE": WRITTEN,
        "RLIMIT_CORE": 0,
    }
    for name, most in bounds.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (most, most))


def guard(home: str) -> None:
    """Refuse other processes, connections, and any change to files outside of home."""
    home = os.path.realpath(home) + os.sep

    def inside(path) -> bool:
        return isinstance(path, int) or os.path.realpath(os.fsdecode(path)).startswith(home)

    def hook(event: str, args: tuple) -> None:
        if event.startswith(REFUSED):
            raise PermissionError(f"it starts another process or a connection ({event})")
        if event == "open" and not inside(args[0]):
            mode, flags = args[1], args[2] or 0
            if mode and set(mode) & set("wax+") or flags & CREATING:
                if os.fsdecode(args[0]) != os.devnull:
                    raise PermissionError(f"it writes to the file {os.fsdecode(args[0])}")
        elif event.startswith(CHANGING) and not all(
            inside(a) for a in args if isinstance(a, str | bytes | os.PathLike)
        ):
            raise PermissionError(f"it changes a file ({event} {args[0]!r})")

    sys.addaudithook(hook)


class Held(importlib.abc.ExecutionLoader):
    """An import of a file's text as it was when the check began."""

    def __init__(self, file: dict):
        self.file = file

    def get_filename(self, fullname: str) -> str:
        """Return the path, for tracebacks and __file__."""
        return self.file["path"]

    def get_source(self, fullname: str) -> str:
        """Return the text."""
        return self.file["source"]


def load(file: dict, namespace: dict) -> dict:
    """Import the file, and return the signatures of the wanted functions."""
    name = file["module"]
    spec = importlib.util.spec_from_file_location(name, file["path"], loader=Held(file))
    try:
        if spec.parent:
            importlib.import_module(spec.parent)
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except BaseException as error:
        return {"error": described(error, file["path"])}
    namespace.update(module.__dict__)
    namespace["__path of file"] = file["path"]
    return {"signatures": {name: signature(namespace.get(name)) for name in file["names"]}}


def signature(f) -> list | str | None:
    """Return [[name, kind, has a default], ...], or in words why there is none."""
    if f is None:
        return None
    if not callable(f):
        return f"a {type(f).__name__}, not a function"
    try:
        given = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return None
    return [[p.name, p.kind.name, p.default is not p.empty] for p in given]


def answer(request: dict, namespace: dict, slots: dict) -> dict:
    """Return the answer to one request: call, set or get."""
    if request["do"] == "set":
        slots[request["slot"]].update(request["items"])
        return {}
    if request["do"] == "lines":
        return {"lines": sorted(slots.get("lines", {}).get(request["name"], ()))}
    if request["do"] == "get":
        kept = slots[request["slot"]]
        return {"items": {k: kept[k] for k in request["keys"] if k in kept}}
    path = namespace["__path of file"]
    f, args = namespace[request["name"]], made(request["args"], slots)
    keywords = {key: made(v, slots) for key, v in request["keywords"].items()}
    ran = slots.setdefault("lines", {}).setdefault(request["name"], set())
    ran.clear()
    try:
        with following(path, ran) if request["follow"] else contextlib.nullcontext():
            value = f(*args, **keywords)
    except BaseException as error:
        return {"error": described(error, path)}
    kept = request["keep"]
    if kept and not request["last"]:
        slots[kept] = value
    elif kept and isinstance(value, tuple | list) and value:
        slots[kept] = value[-1]
        value = (*value[:-1], message.Slot(kept))
    if request["watch"]:
        slots["call of " + request["watch"]] = args, value
    held, gave = slots.get(f"call of {request['held']}", ([], None))
    now = {"after": args, "held": held}
    return {"value": value, "gave": gave} | {k: [plain(a) for a in v] for k, v in now.items()}


@contextlib.contextmanager
def following(path: str, lines: set):
    """Add the numbers of the file's lines that run meanwhile."""

    def line(frame, event, arg):
        lines.add(frame.f_lineno)
        return line

    before = sys.gettrace()
    sys.settrace(lambda frame, *_: line if frame.f_code.co_filename == path else None)
    try:
        yield
    finally:
        sys.settrace(before)


def made(value, slots: dict):
    """Return a value of a request as the function gets it."""
    if isinstance(value, message.Slot):
        return slots[value]
    if isinstance(value, tuple | list):
        return type(value)(made(v, slots) for v in value)
    if isinstance(value, dict) and "strided" in value:
        return strided(value["strided"])
    if isinstance(value, dict) and "fortran" in value:
        return np.asfortranarray(value["fortran"])
    if isinstance(value, dict) and "generator" in value:
        return np.random.default_rng(value["generator"])
    if isinstance(value, dict) and "dtype" in value:
        return np.dtype(value["dtype"]).type
    return value


def strided(a: np.ndarray) -> np.ndarray:
    """Return every other entry of an array in whose memory the first axis varies fastest."""
    return np.repeat(np.transpose(a)[..., None], 2, axis=-1)[..., 0].T


def plain(a):
    """Return what of an argument is told afterwards: not a generator, nor a whole cache."""
    arrays = isinstance(a, np.ndarray) or isinstance(a, tuple | list | dict)
    return a if arrays else None


def described(error: BaseException, path: str) -> dict:
    """Return the kind of an error, its message, and its line in the file."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename == path]
    if isinstance(error, SyntaxError) and error.filename == path:
        lines = [error.lineno]
    said = str(error) if not isinstance(error, SyntaxError) else error.msg
    return {
        "kind": type(error).__name__,
        "says": builtins.str(said)[:500],
        "line": lines[-1] if lines else None,
        "inside": bool(frames) and frames[-1].filename == path,
    }
