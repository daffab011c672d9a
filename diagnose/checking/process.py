"""Process: start a worker on one file, ask it, and end it when its time is up."""

import os
import subprocess
import sys
import tempfile
import threading
import time
import tokenize
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from arrays import message

ROOT = str(Path(__file__).resolve().parents[2])
START = (
    "import sys; sys.path += [p for p in sys.argv[1:] if p not in sys.path]; "
    "from diagnose.checking import worker; worker.main()"
)
RUNNING = set()  # the processes of all workers, for whoever is interrupted
CALLS, LOADING = 10, 3  # times the seconds of one call: for all of an item, and for the import
THREADS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class Stopped(Exception):
    """The worker ended before it answered; the text says why."""

    loaded = True  # whether the file had been imported by then


@dataclass
class File:
    """A student's file as it was when the check began; later changes to it do not count."""

    path: Path
    source: str
    folder: str  # which is searched for what the file imports
    module: str  # its name in there, as cs231n.layers


def opened(path) -> File:
    """Read the file. Its folder is the first above it that is no package.

    Raises ValueError for a file that is no text, and OSError for one that cannot be read.
    """
    path = Path(path).resolve()
    try:
        with tokenize.open(path) as text:  # as Python reads it, by the encoding that it names
            source = text.read()
    except (SyntaxError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} cannot be read as Python: {error}") from None
    folder, parts = path.parent, [path.stem]
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return File(path, source, str(folder), ".".join(parts))


class Worker:
    """A running worker; what it loaded, and what it answers."""

    def __init__(self, process, seconds: float):
        self.process, self.seconds = process, seconds
        self.over, self.late = threading.Event(), threading.Event()
        self.end = clock() + CALLS * seconds
        self.deadline = min(self.end, clock() + LOADING * seconds)
        self.loaded, self.follow, self.source = {}, True, ""
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self) -> None:
        """End the process when its time is up."""
        while not self.over.wait(0.05):
            if clock() > self.deadline:
                self.late.set()
                end(self.process)
                return

    def load(self, file: File, names) -> None:
        """Have the file imported, and keep the signatures of the functions of these names."""
        wanted = {"path": str(file.path), "source": file.source, "folder": file.folder}
        wanted |= {"module": file.module, "names": list(names), "seconds": CALLS * self.seconds}
        self.source = file.source
        try:
            self.loaded = self.ask(wanted)
        except Stopped as stopped:
            stopped.loaded = False
            raise

    def ask(self, request: dict) -> dict:
        """Return the answer to a request. Raises Stopped if there is none."""
        if self.loaded:
            self.deadline = min(self.end, clock() + self.seconds)
        try:
            message.write(self.process.stdin, request)
            found = message.read(self.process.stdout)
        except (EOFError, OSError) as error:
            raise Stopped(self.why(request)) from error
        except (message.Garbled, MemoryError) as error:
            raise Stopped(
                "what it answered could not be read: it wrote where answers go"
            ) from error
        self.deadline = self.end  # what the judge now takes is not the file's
        if not isinstance(found, dict):
            raise Stopped("what it answered could not be read: it wrote where answers go")
        return found

    def why(self, request: dict) -> str:
        """Return why there is no answer to a request."""
        self.process.wait()
        what = request.get("name") or "the file, as it is imported,"
        if self.late.is_set():
            if clock() > self.end:
                return f"all calls together took more than {CALLS * self.seconds:g} seconds"
            late = f"{what} did not answer in {self.seconds:g} seconds"
            return f"{late}: a loop without an end, or too slow"
        code = self.process.returncode
        if code < 0:
            return f"{what} ended the interpreter, by signal {-code}"
        return f"{what} ended the interpreter, with exit code {code}"

    def lines(self, function: str) -> set[int]:
        """Return the lines that ran in the last call of a function; none if there was none."""
        try:
            return set(self.ask({"do": "lines", "name": function}).get("lines", ()))
        except Stopped:
            return set()

    def call(
        self, name, *args, keep=None, last=False, watch=None, held=None, **keywords
    ) -> dict:
        """Call a function of the file, and return its value and its arguments as they are now.

        keep is the slot for the value, or for its last part. watch is a name under which the
        arguments and the value are held on to; those of the name in held are told as they are
        after this call, as "held" and "gave".
        """
        request = {"do": "call", "name": name, "args": list(args), "keywords": keywords}
        request["follow"] = self.follow
        return self.ask(request | {"keep": keep, "last": last, "watch": watch, "held": held})


@contextmanager
def running(file: File, names, seconds: float):
    """Give a Worker that has loaded the file, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dout-check-", ignore_cleanup_errors=True) as home:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", START, ROOT, *filter(os.path.isabs, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=os.environ | dict.fromkeys(THREADS, "1") | {"HOME": home, "TMPDIR": home},
            start_new_session=True,
        )
        RUNNING.add(process)
        worker = Worker(process, seconds)
        try:
            worker.load(file, names)
            yield worker
        finally:
            worker.over.set()
            end(process)
            RUNNING.discard(process)
            for stream in (process.stdin, process.stdout):
                try:
                    stream.close()
                except OSError:
                    pass


def end(process) -> None:
    """End the process and all that it started; without fail, and only once."""
    try:
        os.killpg(process.pid, 9)
    except (AttributeError, ProcessLookupError, PermissionError):
        process.kill()
    process.wait()


def end_all() -> None:
    """End all workers, after which whoever waits for one of their answers goes on."""
    for process in list(RUNNING):
        end(process)


def clock() -> float:
    """Return the seconds of a clock that only goes forward."""
    return time.monotonic()
