"""`dout COMMAND ...`, also as `python -m dout`: find the command, parse its flags, run it."""

import importlib
import importlib.metadata
import os
import sys

from arrays.suggest import unknown
from dout.parser import Parser

COMMANDS = {
    "train": "train a net on a data set",
    "predict": "classify your own pictures with a trained net",
    "sample": "let a trained language model write",
    "diagnose": "say how a run's net fails in silence, with a report",
    "check": "check a layer that you wrote, and name the mistake in it",
    "case": "run a known fault of backpropagation, and its cure",
    "data": "list the data sets; verify or fetch one",
}
USAGE = (
    "usage: dout COMMAND [options]\n\nNeural networks in raw NumPy, backward passes by hand.\n"
)


def main(argv=None) -> int:
    """Run the command that argv names and return its exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    if not argv or argv[0] in ("-h", "--help"):
        print(USAGE)
        for name, purpose in COMMANDS.items():
            print(f"  {name:<10}{purpose}")
        print("\n`dout COMMAND --help` shows a command's options.")
        return 0 if argv else 2
    if argv[0] == "--version":
        print(f"dout {importlib.metadata.version('dout')}")
        return 0
    name, *rest = argv
    if name not in COMMANDS:
        print(f"dout: error: {unknown('command', name, COMMANDS)}", file=sys.stderr)
        return 2
    command = importlib.import_module(f"dout.{name}")
    parser = Parser(prog=f"dout {name}", description=command.__doc__)
    command.options(parser)
    args = parser.parse_args(rest)
    try:
        return command.run(args)
    except BrokenPipeError:  # whoever read our output has gone, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (ValueError, OSError, FloatingPointError, MemoryError) as error:
        lines = [str(error), *getattr(error, "__notes__", [])]
        print(f"dout {name}: error: " + "\n  ".join(lines), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\ndout {name}: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
