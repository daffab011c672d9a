"""Catalogue: every workload by its name, in two groups: nets' training steps, and layers.

"name": kind.workload(sizes...)
"""

from benchmarks.workloads import (
    autoencoder,
    conv,
    convnet,
    elementwise,
    embedding,
    lenet,
    maxpool,
    mlp,
    norms,
    recurrent,
    resnet,
    rules,
    scores,
    transformer,
)

CIFAR_STAGES = (32, 32), (64, 64), (128, 128)
IMAGES = 64, 32, 32, 32

STEPS = {
    "mlp-momentum": mlp.workload((784, 256, 128, 10), 128, "momentum", lr=0.01),
    "mlp-adam": mlp.workload((784, 256, 128, 10), 128, "adam", lr=1e-3),
    "mlp-wide-adam": mlp.workload((784, 1024, 1024, 10), 256, "adam", lr=1e-3),
    "lenet": lenet.workload(28, 64, "momentum", lr=0.01),
    "convnet": convnet.workload(32, CIFAR_STAGES, 64, "momentum", lr=3e-4),
    "resnet20": resnet.workload(20, 32, 64, "momentum", lr=1e-3),
    "autoencoder": autoencoder.workload(28, 16, 64, "adam", lr=1e-4),
    "rnn": recurrent.workload("rnn", 64, 50, 128, 256, "adam", lr=1e-3),
    "lstm": recurrent.workload("lstm", 64, 50, 128, 256, "adam", lr=1e-3),
    "gru": recurrent.workload("gru", 64, 50, 128, 256, "adam", lr=1e-3),
    "lstm-small": recurrent.workload("lstm", 32, 50, 64, 128, "adam", lr=1e-3),
    "transformer": transformer.workload(65, 64, 128, 4, 4, 12, "adamw", lr=3e-4),
}

LAYERS = {
    "conv-3-32-32": conv.workload(64, 3, 32, 32),
    "conv-32-32-32": conv.workload(64, 32, 32, 32),
    "conv-32-16-64": conv.workload(64, 32, 16, 64),
    "conv-64-16-64": conv.workload(64, 64, 16, 64),
    "conv-128-8-128": conv.workload(64, 128, 8, 128),
    "conv-256-8-256": conv.workload(64, 256, 8, 256),
    "conv-1x1-64-16-64": conv.workload(64, 64, 16, 64, HH=1),
    "conv-5x5-32-16-32": conv.workload(64, 32, 16, 32, HH=5),
    "conv-by-2-32-32-64": conv.workload(64, 32, 32, 64, stride=2),
    "maxpool": maxpool.workload(IMAGES),
    "batchnorm": norms.workload("batchnorm", IMAGES, 32),
    "groupnorm": norms.workload("groupnorm", IMAGES, 32, 8),
    "layernorm": norms.workload("layernorm", (12, 64, 128), 128),
    "cross-entropy-10": scores.workload(128, 10),
    "cross-entropy-10k": scores.workload(768, 10_000),
    "embedding": embedding.workload(64, 50, 10_000, 128),
    "dropout": elementwise.dropped((256, 4096)),
    "relu": elementwise.workload("relu", (256, 4096)),
    "gelu": elementwise.workload("gelu", (256, 4096)),
    "sigmoid": elementwise.workload("sigmoid", (256, 4096)),
    "tanh": elementwise.workload("tanh", (256, 4096)),
    "adam-5M": rules.workload("adam", 5_000_000, lr=1e-3),
}

GROUPS = {"steps": STEPS, "layers": LAYERS}
WORKLOADS = STEPS | LAYERS
