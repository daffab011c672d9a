"""Writing: `dout sample` from a run folder and a prompt to a text."""

import json
from pathlib import Path

import numpy as np

from arrays.archive import Damaged
from dout.language import write
from nets import checkpoint


def sample(args) -> int:
    """Print the prompt and what the model writes after it, character by character."""
    module, net, facts = opened(Path(args.run))
    rng = np.random.default_rng(args.seed)
    settings = args.length, rng, args.temperature, args.top
    found = write(module, net, facts, args.prompt, *settings)
    written = []
    print(args.prompt, end="", flush=True)
    for character in found:
        written.append(character)
        print(character, end="", flush=True)
    print()
    if args.json:
        text = "".join(written)
        print(json.dumps({"run": args.run, "prompt": args.prompt, "text": text}))
    return 0


def opened(run: Path) -> tuple:
    """Return the run's (module, net, facts). ValueError where there is no language model."""
    path = run / "model.npz"
    if not path.is_file():
        raise ValueError(f"{run} is not a finished run of dout train: there is no {path}")
    module, net, _, facts = checkpoint.load(path)
    if facts.get("data") != "text":
        kind = facts.get("data")
        raise ValueError(
            f"{run} was trained on {kind}, and cannot write: `dout train --data text` "
            "makes one that can"
        )
    try:
        vocabulary = facts["vocabulary"]
        fits = vocabulary == "".join(sorted(set(vocabulary))) and facts["context"] >= 1
        scores = module.forward(np.zeros((1, 1), np.int64), net)
        fits = fits and scores.shape == (1, 1, len(vocabulary))
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{path} was not written by dout train: {error!r}") from error
    if not fits:
        raise Damaged(f"{path} has a net and a vocabulary that do not fit together")
    return module, net, facts
