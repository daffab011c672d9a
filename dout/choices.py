"""Choices: the names that `dout train` knows, and what each pair of data and net starts from.

A new data set, rule or activation is a file of its own and a line here. Modules stand as text,
since `dout train --help` shows the names and should not wait for NumPy.
"""

import importlib

DATA = {
    "digits": "data.digits",
    "spiral": "data.spiral",
    "shapes": "data.shapes",
    "mnist": "data.mnist",
    "fashion-mnist": "data.fashion_mnist",
    "cifar10": "data.cifar10",
    "cifar100": "data.cifar100",
    "text": "data.text",
}
NETS = {
    "linear": "nets.mlp",
    "mlp": "nets.mlp",
    "lenet": "nets.lenet",
    "convnet": "nets.convnet",
    "resnet": "nets.resnet",
    "charlm": "nets.charlm",
    "transformer": "nets.transformer",
}
LANGUAGE = ("charlm", "transformer")  # the nets for text
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
CELLS = {"rnn": "layers.rnn", "lstm": "layers.lstm", "gru": "layers.gru"}
AUGMENTATIONS = ("crop", "flip", "cutout")
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
RULE_SETTINGS = {"weight_decay": ("adamw",), "beta2": ("adam", "adamw")}  # and who has them
GENERAL = {
    "data": "digits",
    "text": None,
    "net": "mlp",
    "hidden": (256, 128),
    "stages": ((32, 32), (64, 64), (128, 128)),
    "cell": "lstm",
    "depth": 2,
    "width": 256,
    "pool": 1,
    "residuals": (2, 0, 2),
    "whiten": "no",
    "heads": 4,
    "tied": "yes",
    "context": 64,
    "activation": "relu",
    "norm": "none",
    "keep": 0.8,
    "loss": "cross_entropy",
    "rule": "momentum",
    "lr": None,  # by the rule
    "schedule": "cosine",
    "lr_end": 0.0,
    "warmup": 0,
    "l2": 0.0,
    "l1": 0.0,
    "smoothing": 0.0,
    "weight_decay": None,  # the rule's own default, as for beta2
    "beta2": None,
    "clip_norm": None,
    "clip_value": None,
    "accumulate": 1,
    "augment": (),
    "pad": 4,
    "batch_size": 128,
    "epoch_size": None,
    "epochs": 20,
    "valid": 0.1,
    "seed": 1,
}
BY_NET = {
    "linear": {"rule": "adam", "keep": 1.0, "epochs": 10},
    "mlp": {},
    "lenet": {"rule": "adam", "lr": 5e-3, "schedule": "one_cycle", "keep": 0.9, "epochs": 5},
    "convnet": {"norm": "batchnorm", "rule": "adam", "batch_size": 64, "epochs": 10},
    "resnet": {
        "norm": "batchnorm",
        "depth": 20,
        "width": 16,
        "lr": 0.1,
        "schedule": "one_cycle",
        "l2": 5e-4,
        "epochs": 20,
    },
    "charlm": {
        "depth": 1,
        "keep": 1.0,
        "rule": "adam",
        "lr": 5e-3,
        "clip_norm": 5.0,
        "batch_size": 64,
        "epochs": 4,
    },
    "transformer": {
        "depth": 4,
        "width": 128,
        "keep": 1.0,
        "rule": "adamw",
        "lr": 1e-3,
        "lr_end": 1e-4,
        "warmup": 100,
        "weight_decay": 0.1,
        "beta2": 0.99,
        "clip_norm": 1.0,
        "batch_size": 12,
        "epoch_size": 2400,
        "epochs": 10,
    },
}
WIDE = {"hidden": (512, 256), "norm": "batchnorm", "keep": 0.7, "rule": "adam", "epochs": 15}
SHORT = {  # a convnet's, where a few epochs must do
    "stages": ((32,), (64, 64), (128, 128)),
    "keep": 0.9,
    "lr": 4e-3,
    "schedule": "one_cycle",
    "epochs": 3,
}
RESNET9 = {  # a resnet's, where 40 minutes must do
    "depth": 9,
    "width": 32,
    "residuals": (1, 1, 1),
    "whiten": "yes",
    "rule": "nesterov",
    "smoothing": 0.1,
    "epochs": 10,
    "augment": ("crop", "flip"),
    "pad": 2,
    "valid": 0.02,
}
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
    ("shapes", "convnet"): SHORT | {"stages": ((16,), (32,), (64,)), "epochs": 8},
    ("cifar10", "mlp"): WIDE,
    ("cifar100", "mlp"): WIDE,
    ("fashion-mnist", "convnet"): SHORT | {"stages": ((32,), (64, 64)), "epochs": 5},
    ("cifar10", "convnet"): SHORT | {"augment": ("flip",), "epochs": 2, "epoch_size": 40_000},
    ("cifar100", "convnet"): SHORT | {"augment": ("flip",), "epochs": 10},
    ("cifar10", "resnet"): RESNET9,
    ("cifar100", "resnet"): RESNET9,
}


def resolved(given: dict) -> dict:
    """Return the settings for a run: those given, and for the rest what suits data and net.

    These were chosen on the validation split. A rule that is given gets its own usual rate.
    Raises ValueError for what does not go together.
    """
    data, net = pair(given)
    special = {"data": data, "net": net} | BY_NET[net] | BY_PAIR.get((data, net), {})
    settings = GENERAL | special | given
    for key, rules in RULE_SETTINGS.items():
        if key in given and settings["rule"] not in rules:
            flag, more = key.replace("_", "-"), "; --l2 is for any" * (key == "weight_decay")
            raise ValueError(
                f"--{flag} is a setting of {' and '.join(rules)}, and the rule is "
                f"{settings['rule']}{more}"
            )
        if settings["rule"] not in rules:
            settings[key] = None
    if settings["smoothing"] and settings["loss"] != "cross_entropy":
        if "smoothing" in given:
            raise ValueError(
                f"--smoothing is a setting of cross_entropy, and the loss is {settings['loss']}"
            )
        settings["smoothing"] = 0.0
    if "lr" not in given and (
        settings["lr"] is None or settings["rule"] != special.get("rule", GENERAL["rule"])
    ):
        settings["lr"] = RATES[settings["rule"]]
    return settings


def pair(given: dict) -> tuple[str, str]:
    """Return data and net; each one, and --text, says what the other is if that is not given.

    Raises ValueError for a net that is not for the data.
    """
    if "text" in given and given.get("data", "text") != "text":
        raise ValueError(f"--text is for --data text, not for {given['data']}")
    reads = given.get("data") == "text" or "text" in given
    net = given.get("net", "charlm" if reads else GENERAL["net"])
    data = given.get("data", "text" if reads or net in LANGUAGE else GENERAL["data"])
    if (data == "text") != (net in LANGUAGE):
        kind = (
            "for text" if net in LANGUAGE else "not for text, which charlm and transformer are"
        )
        raise ValueError(f"--net {net} is {kind}, and the data is {data}")
    return data, net


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
    pair({key: settings[key] for key in ("data", "net")})
    return settings
