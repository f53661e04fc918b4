"""A release as others describe data: an RO-Crate and a DCAT dataset, made from its descriptor.

Both are written before ``datapackage.json``, which lists them with their checksums; so they
name it without one. Both are functions of the descriptor alone: the same release, the same
bytes. What nobody has stated (a licence, an author, a publisher) is not made up: RO-Crate asks
for a licence, and is told in words that none is stated; DCAT does not ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.release import crate, dcat, disk, manifest

_MAKERS = {"dcat.jsonld": dcat.dataset, "ro-crate-metadata.json": crate.crate}


def add(folder: Path, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Write the linked descriptions to ``folder``; return the descriptor that lists them too."""
    for name, maker in _MAKERS.items():  # the crate lists the other
        disk.write(folder / name, manifest.as_json(maker(stated)))
        stated = _with_file(stated, manifest.file_entry(folder, name))
    return dict(stated)


def _with_file(stated: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    release = stated["release"]
    files = sorted([*release["files"], entry], key=lambda each: str(each["path"]))
    return {**stated, "release": {**release, "files": files}}
