"""Machine: what a figure depends on beside the code, from inside the process that is timed."""

import os
import platform
from pathlib import Path


def numpy_library(threads: int) -> dict:
    """Return NumPy's version and the BLAS in it, which takes its threads from THREADS."""
    import numpy as np

    return {"name": f"numpy {np.__version__}", "blas": blas_of_numpy(np)}


def torch_library(threads: int) -> dict:
    """Return PyTorch's version and the BLAS in it, set to so many threads.

    Raises ModuleNotFoundError where it is not installed.
    """
    import torch

    torch.set_num_threads(threads)
    blas = "MKL" if torch.backends.mkl.is_available() else "no MKL"
    level = torch.backends.cpu.get_cpu_capability()
    return {"name": f"torch {torch.__version__}", "blas": f"{blas}, {level}"}


def blas_of_numpy(np) -> str:
    """Return the BLAS and the kernel that it chose for this CPU, if threadpoolctl can tell."""
    try:
        from threadpoolctl import threadpool_info
    except ModuleNotFoundError:
        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"{blas.get('name')} {blas.get('version')} (kernel: threadpoolctl would tell)"
    found = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    named = (f"{p['internal_api']} {p['version']} {p.get('architecture', '')}" for p in found)
    return ", ".join(named).strip() or "no BLAS that threadpoolctl knows"


# read by OpenBLAS, by OpenMP and by MKL when they are loaded, and not after
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def environment(threads: int) -> dict[str, str]:
    """Return this process's environment, with so many threads for every BLAS."""
    return os.environ | dict.fromkeys(THREADS, str(threads))


def cpu() -> str:
    """Return the CPU's name and how many cores there are."""
    name, info = platform.processor() or platform.machine(), Path("/proc/cpuinfo")
    if info.exists():
        fields = (line.split(":", 1) for line in info.read_text().splitlines() if ":" in line)
        name = {key.strip(): text.strip() for key, text in fields}.get("model name", name)
    return f"{name}, {os.cpu_count()} cores"


def peak_memory() -> int | None:
    """Return the most bytes that this process has held in memory; None where not known.

    On Linux getrusage would count what the parent held before it started this program.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(peak.split()[1]) * 1024
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
