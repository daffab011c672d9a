"""`dout predict`, from a trained run to a picture's class."""

import json

import numpy as np
import pytest
from PIL import Image

from data import digits
from dout.__main__ import main


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A small net trained for a moment on the drawn digits."""
    folder = tmp_path_factory.mktemp("predict") / "run"
    flags = ["--hidden", "64", "--epochs", "8", "--quiet", "--out", str(folder)]
    assert main(["train", *flags]) == 0
    return folder


@pytest.fixture
def pictures(tmp_path):
    """Files of ten drawn digits, large, dark on light paper; their names say which."""
    x, y = digits.draw(10, np.random.default_rng(5))
    for image, label in zip(x[:, 0], y, strict=True):
        paper = 240 - 0.8 * np.repeat(np.repeat(np.pad(image, 9), 6, 0), 6, 1)
        Image.fromarray(paper.astype(np.uint8)).save(tmp_path / f"{label}.jpg")
    return sorted(tmp_path.glob("*.jpg"))


def test_most_digits_on_paper_are_recognized_and_probabilities_come_in_order(
    run, pictures, capsys
):
    assert main(["predict", str(run), *map(str, pictures), "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])["predictions"]
    right = sum(p["top"][0][0] == path.stem for p, path in zip(found, pictures, strict=True))
    assert right >= 8
    for prediction in found:
        shares = [share for _, share in prediction["top"]]
        assert len(shares) == 3 and shares == sorted(shares, reverse=True) and sum(shares) <= 1


def test_what_the_net_saw_can_be_saved(run, pictures, tmp_path):
    assert main(["predict", str(run), str(pictures[3]), "--save", str(tmp_path / "seen")]) == 0
    with Image.open(tmp_path / "seen" / "3-seen.png") as seen:
        assert seen.size == (224, 224)
        assert np.asarray(seen).max() > 200 and np.asarray(seen)[0, 0] == 0


def test_a_bad_picture_costs_only_itself(run, pictures, tmp_path, capsys):
    (tmp_path / "bad.png").write_text("no picture")
    assert main(["predict", str(run), str(tmp_path / "bad.png"), str(pictures[0])]) == 1
    said = capsys.readouterr()
    assert "bad.png cannot be read" in said.err
    assert said.out.count("%") == 3


def test_a_folder_without_a_model_and_a_net_of_points_are_refused(tmp_path, pictures, capsys):
    assert main(["predict", str(tmp_path), str(pictures[0])]) == 1
    assert "not a finished run of dout train" in capsys.readouterr().err
    flags = ["--data", "spiral", "--hidden", "4", "--epochs", "1", "--quiet"]
    main(["train", *flags, "--out", str(tmp_path / "spiral")])
    assert main(["predict", str(tmp_path / "spiral"), str(pictures[0])]) == 1
    assert "trained on points" in capsys.readouterr().err
