"""Text: the characters of a text as indices, in the windows that a language model learns from.

    x = c[s], ..., c[s + T - 1]        y = c[s + 1], ..., c[s + T]

At each of a window's T steps the net is to tell the character that comes next, so that y is x,
one step on. An index v stands for vocabulary[v]: the characters that occur, in order.

windows       a window at every s: for a net that sees nothing beyond its window. They overlap,
              and are views of one array, however many they are
contiguous    the text in N rows, and each row cut into windows, for a net with a state: row n
              of a batch goes on where row n of the batch before it ended, which is what
              truncated backpropagation through time needs

Shapes
    tokens    (L,)          int64, indices into the vocabulary
    x, y      (n, T)        windows; contiguous gives N for the first T steps, N for the next...

Source
    Truncated backpropagation: Williams and Peng (1990). Tiny Shakespeare, 1,115,394 characters
    of his plays, is Karpathy's, of char-rnn (2015). The text that needs no file is the one on
    Python's language that every Python brings along for its help.
"""

import hashlib
from pathlib import Path

import numpy as np

from data.folders import OK, File, Version, folder, status

FILE = File(1_115_394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed")
MIRRORS = ("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/",)
VERSIONS = (
    Version("text", "tinyshakespeare", {"input.txt": FILE}, {"train": ("input.txt",)}, MIRRORS),
)


def load(path=None) -> tuple[str, str]:
    """Return a text and what to call it: the file's, tiny Shakespeare, or else Python's own.

    Tiny Shakespeare is taken where it is on this computer (`dout data fetch text`). Raises
    ValueError for a file that is empty, not UTF-8, or not as published.
    """
    if path is not None:
        return read(Path(path)), Path(path).name
    shakespeare = folder("tinyshakespeare") / "input.txt"
    if not shakespeare.exists():
        return topics(), "Python's help topics"
    said = status(shakespeare, FILE)
    if said != OK:
        raise ValueError(f"{shakespeare} {said}. `dout data fetch text` replaces it")
    return read(shakespeare), "tiny Shakespeare"


def read(path: Path) -> str:
    """Return a file's text. Raises ValueError if it is empty or not UTF-8, and OSError."""
    try:
        found = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path} is not UTF-8 text: byte {error.start:,} is {error.object[error.start]:#x}"
        ) from error
    if not found:
        raise ValueError(f"{path} is empty: there is nothing to learn from")
    return found


def topics() -> str:
    """Return the text that every Python ships: its help on the language, topic by topic."""
    from pydoc_data.topics import topics as pages  # here, as it is 700 kB of source

    return "\n\n".join(pages[name].strip() for name in sorted(pages)) + "\n"


def vocabulary(text: str) -> str:
    """Return the characters of a text, each once, in order."""
    return "".join(sorted(set(text)))


def encode(text: str, vocabulary: str) -> np.ndarray:
    """Return tokens. Raises ValueError for a character that is not in the vocabulary."""
    known, codes = points(vocabulary), points(text)
    tokens = np.searchsorted(known, codes)
    odd = np.flatnonzero(known[np.minimum(tokens, len(known) - 1)] != codes)
    if len(odd):
        raise ValueError(
            f"{text[odd[0]]!r}, at {odd[0]:,}, is not in the vocabulary: {vocabulary!r}"
        )
    return tokens.astype(np.int64)


def decode(tokens, vocabulary: str) -> str:
    """Return the text that tokens stand for."""
    return "".join(vocabulary[v] for v in tokens)


def points(text: str) -> np.ndarray:
    """Return the code point of every character."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, by which a run knows it again."""
    return hashlib.sha256(text.encode()).hexdigest()


def windows(tokens: np.ndarray, T: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: the window at every place, as views. ValueError if there is not one."""
    refuse_short(tokens, 1, T, T)
    both = np.lib.stride_tricks.sliding_window_view(tokens, T + 1)
    return both[:, :-1], both[:, 1:]


def contiguous(tokens: np.ndarray, N: int, T: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x, y: N rows of the text, T steps at a time; what is left over is left out.

    Where a row has fewer than T steps, T is that many. ValueError if it has none.
    """
    refuse_short(tokens, N, T, 1)
    length = (len(tokens) - 1) // N
    T = min(T, length)
    steps = length // T

    def cut(part):
        rows = part[: N * length].reshape(N, length)[:, : steps * T]
        return rows.reshape(N, steps, T).swapaxes(0, 1).reshape(steps * N, T)

    return cut(tokens[:-1]), cut(tokens[1:])


def refuse_short(tokens: np.ndarray, N: int, T: int, least: int) -> None:
    """Raise ValueError for N or T < 1, or unless there are N windows of the least length."""
    if N < 1 or T < 1:
        raise ValueError(f"a text is cut into N >= 1 rows of T >= 1 steps, not N={N}, T={T}")
    if len(tokens) < N * least + 1:
        raise ValueError(
            f"a text of {len(tokens):,} characters is too short for {N} x {least} steps and "
            "the character after: take a longer one, fewer rows or a shorter context"
        )
