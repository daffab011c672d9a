"""`dout data`: the list, and verifying."""

import pytest

from dout.__main__ import main


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("DOUT_DATA", str(tmp_path))
    return tmp_path


def test_the_list_says_where_each_set_is(root, capsys):
    assert main(["data"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert str(root) in lines[0]
    said = {line.split()[0]: line for line in lines[2:]}
    assert "drawn by the program" in said["digits"] and "drawn" in said["spiral"]
    assert "4 of 4 files missing" in said["mnist"]
    assert "100 classes" in said["cifar100"]


def test_verify_names_each_file_that_is_wrong_and_exits_with_1(root, capsys):
    (root / "mnist").mkdir()
    (root / "mnist" / "t10k-labels-idx1-ubyte.gz").write_bytes(b"x" * 4542)
    assert main(["data", "verify", "mnist"]) == 1
    said = capsys.readouterr().out
    assert said.count("missing") == 3 and said.count("SHA-256") == 1


def test_a_drawn_set_has_nothing_to_verify_or_fetch(capsys):
    assert main(["data", "verify", "digits"]) == 0
    assert main(["data", "fetch", "spiral"]) == 0
    assert "no files to verify" in capsys.readouterr().out


def test_verify_without_a_name_lists_the_names(capsys):
    assert main(["data", "verify"]) == 1
    assert "digits, spiral, shapes, mnist" in capsys.readouterr().err
