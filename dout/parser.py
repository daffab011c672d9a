"""Parser: argparse that takes no abbreviations, and asks "did you mean" of a misspelt name."""

import argparse
import math

from arrays.suggest import unknown


class Parser(argparse.ArgumentParser):
    """An ArgumentParser for one command; its description is the command's docstring."""

    def __init__(self, **settings):
        self.options = []  # before argparse's init, which adds --help
        super().__init__(
            **settings,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def add_argument(self, *names, **settings):
        """Add a flag or an argument, as argparse does."""
        self.options += [name for name in names if name.startswith("--")]
        return super().add_argument(*names, **settings)

    def parse_args(self, args=None, namespace=None):
        """Return the flags' values; exit with 2 and a suggestion for one that is not known."""
        found, rest = self.parse_known_args(args, namespace)
        for word in rest:
            if word.startswith("-"):
                self.error(unknown("option", word.partition("=")[0], self.options))
        if rest:
            self.error(f"nothing is expected at {' '.join(rest)!r}")
        return found

    def error(self, message: str):
        """Print the message and where to read on, and exit with 2."""
        self.exit(
            2, f"{self.prog}: error: {message}\n`{self.prog} --help` shows what it takes\n"
        )


class Words:
    """The flags of a command without argparse around them, to check values from a file."""

    def __init__(self):
        self.kinds = {}

    def add_argument(self, name: str, *, type=str, **settings) -> None:
        """Keep the flag's type."""
        self.kinds[name] = type

    def check(self, name: str, value) -> None:
        """Raise ValueError unless the flag, given value in words, would come to value."""
        words = value
        if isinstance(value, tuple):
            rows = value if value and isinstance(value[0], tuple) else (value,)
            words = "/".join(",".join(map(str, row)) for row in rows)
        try:
            same = self.kinds[name](str(words)) == value
        except argparse.ArgumentTypeError as error:
            raise ValueError(f"{name}: {error}") from None
        if not same or isinstance(value, bool):
            raise ValueError(f"{name} cannot be {value!r}")


def one_of(kind: str, known):
    """Return an argparse type that takes the names in known."""

    def name(text: str) -> str:
        if text not in known:
            raise argparse.ArgumentTypeError(unknown(kind, text, known))
        return text

    return name


def some_of(kind: str, known):
    """Return an argparse type that takes names in known, as "crop,flip"; "none" is none."""

    def names(text: str) -> tuple[str, ...]:
        found = tuple(part for part in text.split(",") if part and text != "none")
        return tuple(map(one_of(kind, known), found))

    return names


def number(kind, low=-math.inf, high=math.inf, *, above=None, below=None):
    """Return an argparse type for finite numbers of kind, low..high, or strictly between."""
    bounds = [f">= {low}"] * (low > -math.inf) + [f"<= {high}"] * (high < math.inf)
    bounds += [f"> {above}"] * (above is not None) + [f"< {below}"] * (below is not None)
    wanted = f"{'a whole number' if kind is int else 'a number'} {' and '.join(bounds)}"

    def value(text: str):
        try:
            found = kind(text)
        except ValueError:
            found = math.nan
        within = low <= found <= high and (kind is int or math.isfinite(found))
        if (
            not within
            or above is not None
            and found <= above
            or below is not None
            and found >= below
        ):
            raise argparse.ArgumentTypeError(f"wanted {wanted}, not {text!r}")
        return found

    return value


def sizes(text: str) -> tuple[int, ...]:
    """Return "256,128" as (256, 128), and "" as ()."""
    return whole(text, 1, "sizes such as 256,128")


def counts(text: str) -> tuple[int, ...]:
    """Return "2,0,2" as (2, 0, 2)."""
    found = whole(text, 0, "numbers such as 2,0,2")
    if not found:
        raise argparse.ArgumentTypeError("wanted numbers such as 2,0,2, not none")
    return found


def whole(text: str, least: int, wanted: str) -> tuple[int, ...]:
    try:
        found = tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        found = (least - 1,)
    if any(number < least for number in found):
        raise argparse.ArgumentTypeError(f"wanted {wanted}, not {text!r}")
    return found


def stages(text: str) -> tuple[tuple[int, ...], ...]:
    """Return "32,32/64" as ((32, 32), (64,))."""
    found = tuple(sizes(part) for part in text.split("/"))
    if not all(found):
        raise argparse.ArgumentTypeError(f"wanted stages such as 32,32/64,64, not {text!r}")
    return found
