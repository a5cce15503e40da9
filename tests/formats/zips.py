"""Zips as what is in them: the same words compress to other bytes with another zlib."""

import io
import zipfile
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def unzipped(data: bytes) -> dict[str, str]:
    """Name → text of each file, in the order of the zip. No name may come twice."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = archive.namelist()
    assert len(set(names)) == len(names)
    return {name: archive.read(name).decode() for name in names}


def golden(name: str) -> dict[str, str]:
    """What a zip of format ``name`` has to have in it."""
    folder = DATA / f"golden.{name}"
    return {path.name: path.read_bytes().decode() for path in folder.iterdir()}
