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
NETS = {
    "linear": "nets.mlp",
    "mlp": "nets.mlp",
    "lenet": "nets.lenet",
    "convnet": "nets.convnet",
}
RULES = {
    "sgd": "optim.sgd",
    "momentum": "optim.momentum",
    "nesterov": "optim.nesterov",
    "adagrad": "optim.adagrad",
    "rmsprop": "optim.rmsprop",
    "adam": "optim.adam",
    "adamw": "optim.adamw",
}
LOSSES = {"cross_entropy": "layers.cross_entropy", "svm": "layers.svm"}
ACTIVATIONS = {
    "relu": "layers.relu",
    "leaky_relu": "layers.leaky_relu",
    "sigmoid": "layers.sigmoid",
    "tanh": "layers.tanh",
}
SCHEDULES = ("constant", "step", "exponential", "cosine", "one_cycle")
NORMS = {"none": None, "batchnorm": "layers.batchnorm"}

RATES = {  # where no lr is given
    "sgd": 0.1,
    "momentum": 0.05,
    "nesterov": 0.05,
    "adagrad": 0.01,
    "rmsprop": 1e-3,
    "adam": 1e-3,
    "adamw": 1e-3,
}
GENERAL = {
    "data": "digits",
    "net": "mlp",
    "hidden": (256, 128),
    "stages": ((32, 32), (64, 64), (128, 128)),
    "activation": "relu",
    "norm": "none",
    "keep": 0.8,
    "loss": "cross_entropy",
    "rule": "momentum",
    "lr": None,  # by the rule
    "schedule": "cosine",
    "warmup": 0,
    "l2": 0.0,
    "l1": 0.0,
    "weight_decay": None,  # adamw's own default
    "clip_norm": None,
    "clip_value": None,
    "accumulate": 1,
    "batch_size": 128,
    "epochs": 20,
    "valid": 0.1,
    "seed": 1,
}
BY_NET = {
    "linear": {"rule": "adam", "keep": 1.0, "epochs": 10},
    "mlp": {},
    "lenet": {"rule": "adam", "lr": 2e-3, "keep": 0.8, "batch_size": 64, "epochs": 12},
    "convnet": {"norm": "batchnorm", "rule": "adam", "batch_size": 64, "epochs": 10},
}
WIDE = {"hidden": (512, 256), "norm": "batchnorm", "keep": 0.7, "rule": "adam", "epochs": 15}
BY_PAIR = {
    ("spiral", "mlp"): {
        "hidden": (64, 64),
        "keep": 1.0,
        "rule": "adam",
        "lr": 1e-2,
        "batch_size": 64,
        "epochs": 60,
    },
    ("mnist", "mlp"): {"hidden": (400, 200), "keep": 0.7},
    ("cifar10", "mlp"): WIDE,
    ("cifar100", "mlp"): WIDE,
}


def resolved(given: dict) -> dict:
    """Return the settings for a run: those given, and for the rest what suits data and net.

    These were chosen on the validation split. A rule that is given gets its own usual rate.
    """
    data, net = (given.get(key, GENERAL[key]) for key in ("data", "net"))
    special = BY_NET[net] | BY_PAIR.get((data, net), {})
    settings = GENERAL | special | given
    if settings["weight_decay"] is not None and settings["rule"] != "adamw":
        raise ValueError(
            f"--weight-decay is decoupled decay, adamw's, and the rule is {settings['rule']}: "
            "give --rule adamw, or --l2"
        )
    if "lr" not in given and (
        settings["lr"] is None or settings["rule"] != special.get("rule")
    ):
        settings["lr"] = RATES[settings["rule"]]
    return settings


def module(table: dict, name: str):
    """Return the module that name stands for, None where the table says so."""
    return importlib.import_module(table[name]) if table[name] else None


def checked(settings: dict) -> dict:
    """Return settings. Raises ValueError unless each flag has one, that it could take."""
    from dout import train  # whose flags are made of the tables here
    from dout.parser import Words

    parser = Words()
    train.options(parser)
    if settings.keys() != GENERAL.keys():
        odd = ", ".join(sorted(settings.keys() ^ GENERAL.keys()))
        raise ValueError(f"these settings are missing or not known: {odd}")
    for key, value in settings.items():
        if value is not None or GENERAL[key] is not None:
            parser.check(f"--{key.replace('_', '-')}", value)
    return settings
