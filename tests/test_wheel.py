"""A wheel built from the tree runs by itself: in an empty environment, from any folder."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words, cwd) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=clean, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_wheel_trains_a_net_in_an_environment_of_its_own(tmp_path):
    tree = tmp_path / "tree"  # a copy, as building leaves a folder behind
    skipped = shutil.ignore_patterns(".*", "build", "runs", "*.egg-info")
    shutil.copytree(ROOT, tree, ignore=skipped)
    run(sys.executable, "-m", "pip", "wheel", tree, "--no-deps", "-w", tmp_path, cwd=tmp_path)
    (wheel,) = tmp_path.glob("dout-*.whl")
    with zipfile.ZipFile(wheel) as members:
        packages = {name.split("/")[0] for name in members.namelist() if name.endswith(".py")}
    assert packages == {"arrays", "layers", "nets", "optim", "data", "diagnose", "dout"}

    run(sys.executable, "-m", "venv", tmp_path / "empty", cwd=tmp_path)
    binaries = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin")
    run(binaries / "python", "-m", "pip", "install", wheel, cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    said = run(binaries / "dout", "train", "--data", "spiral", "--epochs", 2, cwd=elsewhere)
    assert "test accuracy" in said
    assert len(list(elsewhere.glob("runs/spiral-mlp-*/model.npz"))) == 1
