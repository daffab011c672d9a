"""`dout sample`, from a trained language model to a text."""

import json

import pytest

from arrays import archive
from dout.__main__ import main
from nets import checkpoint


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A small net that has learned one line by heart."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "line.txt").write_text("abcd\n" * 400)
    flags = ["--width", "16", "--context", "10", "--batch-size", "4", "--epochs", "6"]
    flags += ["--text", str(folder / "line.txt"), "--quiet", "--out", str(folder / "run")]
    assert main(["train", *flags]) == 0
    return folder / "run"


def test_it_goes_on_from_the_prompt_as_it_has_learned(run, capsys):
    flags = ["--prompt", "ab", "--length", "12", "--temperature", "0", "--json"]
    assert main(["sample", str(run), *flags]) == 0
    said = capsys.readouterr().out
    assert said.startswith("abcd\nabcd\nabcd")
    found = json.loads(said.splitlines()[-1])
    assert found == {"run": str(run), "prompt": "ab", "text": "cd\nabcd\nabcd"}


def test_one_seed_writes_one_text_and_another_another(run, capsys):
    texts = []
    for seed in ("1", "1", "2"):
        flags = ["--length", "60", "--temperature", "5", "--seed", seed]
        assert main(["sample", str(run), *flags]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1] != texts[2]
    assert all(len(text) == 61 and set(text) <= set("abcd\n") for text in texts)


def test_a_prompt_of_characters_that_it_has_not_learned_is_refused(run, capsys):
    assert main(["sample", str(run), "--prompt", "abx"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "'x', at 2, is not in the vocabulary" in said.err


def test_what_is_no_language_model_is_refused_and_by_predict_what_is_one(run, tmp_path, capsys):
    assert main(["sample", str(tmp_path)]) == 1
    assert "not a finished run of dout train" in capsys.readouterr().err
    spiral = ["--data", "spiral", "--hidden", "4", "--epochs", "1", "--quiet"]
    main(["train", *spiral, "--out", str(tmp_path / "spiral")])
    assert main(["sample", str(tmp_path / "spiral")]) == 1
    assert "was trained on spiral, and cannot write" in capsys.readouterr().err
    assert main(["predict", str(run), "x.png"]) == 1
    assert "was trained on text" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change", [{"vocabulary": "dcba\n"}, {"vocabulary": "\nabcde"}, {"context": None}]
)
def test_a_model_whose_vocabulary_does_not_fit_is_damaged(run, change, tmp_path):
    from dout.writing import opened

    module, net, figures, facts = checkpoint.load(run / "model.npz")
    path = tmp_path / "model.npz"
    checkpoint.save(path, module, net, arrays=figures, facts=facts | change)
    with pytest.raises(archive.Damaged):
        opened(tmp_path)
