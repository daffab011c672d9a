"""Language: what `dout train` makes of a text: a job (see labelled.py), and what it can write.

The text's last part is held out for validation; there is no test set, as what counts is how the
loss compares with that of others on the same split. A recurrent net reads the text from end to
end in as many places as a batch has rows; a transformer is shown windows from anywhere.
"""

from functools import partial
from types import SimpleNamespace

import numpy as np

from arrays.atomic import replacing
from data import text
from dout import build, choices, folder
from dout.labelled import tell
from nets import sampling


def prepare(settings: dict, say) -> SimpleNamespace:
    """Return the job: the text as tokens, cut up, and the net, told as they come about."""
    for_net, _, for_order = np.random.default_rng(settings["seed"]).spawn(3)
    refuse_unfit(settings)
    content, name = text.load(settings["text"])
    vocabulary = text.vocabulary(content)
    tokens, V = text.encode(content, vocabulary), len(vocabulary)
    end = len(tokens) - round(settings["valid"] * len(tokens))
    recurrent = settings["net"] == "charlm"
    N, T = settings["batch_size"] if recurrent else 1, settings["context"]
    train = text.contiguous(tokens[:end], N, T) if recurrent else text.windows(tokens[:end], T)
    say(
        f"{name}: {end:,} characters to learn from and {len(tokens) - end:,} to validate, "
        f"{V} different ones\n"
    )
    module, net = build.language_model(settings, V, for_net)
    job = SimpleNamespace(
        train=train,
        valid=text.contiguous(tokens[end:], N, T),
        module=module,
        net=net,
        loss=choices.module(choices.LOSSES, settings["loss"]),
        rule=choices.module(choices.RULES, settings["rule"]),
        rng=for_order,
        loop={
            "keep_best": "loss",
            "contiguous": recurrent,
            "epoch_size": settings["epoch_size"],
        },
        figures={},
        facts={"data": "text", "vocabulary": vocabulary, "context": T},
        identity={"text": text.digest(content)},
    )
    job.report = partial(report, job)
    told = ("rule", "lr", "schedule", "batch_size", "context", "epochs", "keep", "seed")
    tell(settings, told, job, V, settings["batch_size"], say)
    return job


def refuse_unfit(settings: dict) -> None:
    """Raise ValueError for settings that have no meaning for a text."""
    if settings["augment"]:
        raise ValueError("--augment is for images, and the data is text")
    if settings["whiten"] == "yes":
        raise ValueError("--whiten yes is for nets that start with a convolution")
    if settings["net"] == "charlm" and settings["epoch_size"] is not None:
        raise ValueError(
            "--epoch-size draws examples at random, and charlm reads the text in order"
        )


def report(job: SimpleNamespace, where, rows: list[dict], say) -> dict:
    """Write the curves and a sample to the run folder; return no figures on a test set."""
    from diagnose import plots  # here: matplotlib takes 0.7 s, for which no first step waits

    folder.write_picture(where, "curves", plots.curves(rows))
    written = write(job.module, job.net, job.facts, None, 500, np.random.default_rng(1), 0.8)
    sample = "".join(written)
    with replacing(where / "sample.txt", "w") as file:
        file.write(sample + "\n")
    say(f"\nwhat it writes (`dout sample {where}` writes more):\n\n{sample}\n")
    return {"loss": None, "accuracy": None}


def write(module, net, facts: dict, prompt, length: int, rng, temperature: float, top=None):
    """Return an iterator over the characters that a language model writes after a prompt.

    Without a prompt it starts as after a line's end. ValueError for a prompt of characters
    that it has not learned.
    """
    vocabulary = facts["vocabulary"]
    if not prompt:
        prompt = "\n" if "\n" in vocabulary else vocabulary[0]
    tokens = text.encode(prompt, vocabulary)
    settings = {"temperature": temperature, "top": top, "context": facts["context"]}
    found = sampling.sample(module, net, tokens, length, rng, **settings)
    return (vocabulary[v] for v in found)
