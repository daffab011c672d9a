"""Imports: what is slow to import comes when it is used, and not before."""

import subprocess
import sys

import pytest

SLOW = ("matplotlib", "pooch", "scipy.special", "scipy.signal", "scipy.sparse", "PIL", "tqdm")
EVERYTHING = """
import importlib, pkgutil, sys
import layers, nets, optim
for package in layers, nets, optim:
    for info in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{info.name}")
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Return the modules that are there when every layer, net and rule has been imported."""
    code = EVERYTHING + "print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", SLOW)
def test_importing_layers_nets_and_rules_leaves_out(module, loaded):
    assert "layers.conv" in loaded and "optim.fit" in loaded
    assert module not in loaded
