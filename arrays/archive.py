"""Archive: named arrays and JSON facts in one .npz file that cannot be read wrongly.

A plain .npz can lose arrays unnoticed when its directory is damaged. Here a member "manifest"
holds the facts, and of every array its shape, dtype and SHA-256; reading refuses whatever
differs. Nothing in the file is ever executed: no pickles, and sizes are checked before memory
is asked for. numpy.load(path, allow_pickle=False) reads the arrays too.
"""

import hashlib
import json
import os
import zipfile

import numpy as np

from arrays.atomic import replacing

FORMAT = "dout archive 1"
KINDS = {"bool", "uint8", "int64", "float32", "float64"}


class Damaged(ValueError):
    """The file is not an archive of ours, or not as it was written."""


def write(path, arrays: dict, facts: dict) -> None:
    """Write arrays (name to array) and facts (JSON) to path, whole or not at all.

    Raises ValueError for an array of a kind that read would not take, and for the manifest's
    name.
    """
    arrays = {name: np.asarray(a, order="C") for name, a in arrays.items()}
    for name, a in arrays.items():
        if a.dtype.name not in KINDS or name == "manifest":
            kinds = ", ".join(sorted(KINDS))
            raise ValueError(f"an archive holds {kinds}, not {name} of {a.dtype}")
    kinds = {name: describe(a) for name, a in arrays.items()}
    manifest = json.dumps({"format": FORMAT, "facts": facts, "arrays": kinds}, allow_nan=False)
    arrays["manifest"] = np.frombuffer(manifest.encode(), np.uint8)
    with replacing(path) as file, zipfile.ZipFile(file, "w") as members:
        for name, a in arrays.items():
            info = zipfile.ZipInfo(name + ".npy")  # its date is fixed: same arrays, same bytes
            with members.open(info, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, a, version=(1, 0), allow_pickle=False)


def read(path) -> tuple[dict, dict]:
    """Return arrays and facts. Raises Damaged, or FileNotFoundError."""
    try:
        with open(path, "rb") as file, zipfile.ZipFile(file) as members:
            refuse_bombs(members, os.fstat(file.fileno()).st_size)
            manifest = json.loads(bytes(load(members, "manifest")))
            if manifest["format"] != FORMAT:
                raise Damaged(f"its format is {manifest['format']!r}, not {FORMAT!r}")
            names = {"manifest.npy", *(name + ".npy" for name in manifest["arrays"])}
            if names != set(members.namelist()):
                raise Damaged("its members are not those of its manifest")
            arrays = {name: load(members, name) for name in manifest["arrays"]}
            for name, kind in manifest["arrays"].items():
                if kind != (found := describe(arrays[name])):
                    raise Damaged(f"array {name} is {found}, and the manifest says {kind}")
            return arrays, manifest["facts"]
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged file can fail anywhere in zipfile, NumPy or JSON
        raise Damaged(f"{path} cannot be read as a dout archive: {error}") from error


def describe(a: np.ndarray) -> dict:
    """Return the shape, dtype and SHA-256 of an array, as they stand in the manifest."""
    digest = hashlib.sha256(a.tobytes()).hexdigest()
    return {"shape": list(a.shape), "dtype": a.dtype.name, "sha256": digest}


def refuse_bombs(members: zipfile.ZipFile, size: int) -> None:
    """Raise Damaged unless the members are stored as they are and fit in the file's size."""
    infos = members.infolist()
    if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
        raise Damaged("a member is compressed, and none should be")
    if sum(info.file_size for info in infos) > size:
        raise Damaged("its members claim more bytes than the file has")


def load(members: zipfile.ZipFile, name: str) -> np.ndarray:
    """Return one array, after its header has been found to agree with its size."""
    size = members.getinfo(name + ".npy").file_size
    with members.open(name + ".npy") as file:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise Damaged(f"array {name} is in .npy version {version}, not (1, 0)")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        count = 1
        for length in shape:
            count *= length
        if dtype.name not in KINDS or fortran or file.tell() + count * dtype.itemsize != size:
            raise Damaged(f"array {name} has a header that does not fit it")
        return np.frombuffer(bytearray(file.read()), dtype).reshape(shape)
