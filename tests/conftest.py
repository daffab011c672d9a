"""What all tests share: a seeded generator, PyTorch where it is installed, and real data."""

import numpy as np
import pytest


@pytest.fixture
def rng():
    return np.random.default_rng(231)


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="PyTorch, the oracle, is not installed")


def pytest_collection_modifyitems(items):
    for item in items:
        if "torch" in item.fixturenames:
            item.add_marker(pytest.mark.parity)
