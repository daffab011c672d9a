"""Choices: the names that `dout train` knows, and what each pair of data and net starts from.

A new data set, rule or activation is a file of its own and a line here. Modules stand as text,
since `dout train --help` shows the names and should not wait for NumPy.
"""

import importlib

DATA = {
    "digits": "data.digits",
    "spiral": "data.spiral",
    "mnist": "data.mnist",
    "fashion-mnist": "data.fashion_mnist",
    "cifar10": "data.cifar10",
    "cifar100": "data.cifar100",
}
NETS = {"linear": "dout.build", "mlp": "dout.build"}
RULES = {"sgd": "optim.sgd", "momentum": "optim.momentum", "adam": "optim.adam"}
LOSSES = {"cross_entropy": "layers.cross_entropy", "svm": "layers.svm"}
ACTIVATIONS = {
    "relu": "layers.relu",
    "leaky_relu": "layers.leaky_relu",
    "sigmoid": "layers.sigmoid",
    "tanh": "layers.tanh",
}
SCHEDULES = ("constant", "step", "exponential", "cosine", "one_cycle")
NORMS = {"none": None, "batchnorm": "layers.batchnorm"}

GENERAL = {
    "data": "digits",
    "net": "mlp",
    "hidden": (256, 128),
    "activation": "relu",
    "norm": "none",
    "keep": 0.8,
    "loss": "cross_entropy",
    "rule": "adam",
    "lr": 1e-3,
    "schedule": "cosine",
    "warmup": 0,
    "l2": 0.0,
    "batch_size": 128,
    "epochs": 20,
    "valid": 0.1,
    "seed": 1,
}
WIDE = {"hidden": (512, 256), "norm": "batchnorm", "keep": 0.7, "epochs": 15}
SPECIAL = {
    ("spiral", "mlp"): {
        "hidden": (64, 64),
        "keep": 1.0,
        "lr": 1e-2,
        "batch_size": 64,
        "epochs": 60,
    },
    ("cifar10", "mlp"): WIDE,
    ("cifar100", "mlp"): WIDE,
}


def defaults(data: str, net: str) -> dict:
    """Return the settings for a pair of data and net, chosen on its validation split."""
    return GENERAL | SPECIAL.get((data, net), {}) | {"data": data, "net": net}


def module(table: dict, name: str):
    """Return the module that name stands for, None where the table says so."""
    return importlib.import_module(table[name]) if table[name] else None
