"""Build: run the notebooks from top to bottom, each in a fresh kernel, and save what they show.

    python notebooks/build.py                       all of them
    python notebooks/build.py 01_first_net.ipynb    one

A saved notebook tells nothing of the machine it ran on, but for the speeds that a cell prints
itself, and its pictures are kept in 256 colors, which takes a third of the room.
"""

import base64
import io
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).resolve().parent


def run(nb, folder) -> None:
    """Run every cell in folder, and put its outputs in nb.

    The kernel is the Python that runs this, with this clone's packages, whatever kernels or
    startup files its user has. Raises CellExecutionError, with the cell and its error.
    """
    kernel = AsyncKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    here = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        nb,
        kernel,
        timeout=120,
        resources=here,
        record_timing=False,
        coalesce_streams=True,  # one output for a cell's prints, however they came
        extra_arguments=["--log-level=ERROR"],  # a kernel warns that it is not encrypted
    )
    with tempfile.TemporaryDirectory() as profile:
        own = {"IPYTHONDIR": profile, "PYTHONPATH": str(FOLDER.parent)}
        own["OPENBLAS_NUM_THREADS"] = "1"  # on a busy machine two took 56 s, and one 21
        client.execute(env=os.environ | own, cleanup_kc=True)


def tidy(nb) -> None:
    """Leave nothing of the machine in the metadata, and make the pictures small."""
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb.metadata = {"kernelspec": spec, "language_info": {"name": "python"}}
    for cell in nb.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = small(output.data["image/png"])


def small(picture: str) -> str:
    """Return a PNG picture, both in base64, in the 256 colors that come nearest to its own."""
    file = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(picture))) as whole:
        few = whole.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
        few.save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def main(names) -> None:
    """Run and save the notebooks of those names, or all."""
    for path in [FOLDER / name for name in names] or sorted(FOLDER.glob("*.ipynb")):
        nb = nbformat.read(path, as_version=4)
        run(nb, FOLDER)
        tidy(nb)
        nbformat.write(nb, path)
        print(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
