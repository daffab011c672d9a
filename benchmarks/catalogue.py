"""Catalogue: every workload by its name.

"name": Workload(about, ours, theirs, products)
"""

from benchmarks.workloads import mlp

WORKLOADS = {
    "mlp-momentum": mlp.workload((784, 256, 128, 10), 128, "momentum", lr=0.01),
    "mlp-adam": mlp.workload((784, 256, 128, 10), 128, "adam", lr=1e-3),
    "mlp-wide-adam": mlp.workload((784, 1024, 1024, 10), 256, "adam", lr=1e-3),
}
