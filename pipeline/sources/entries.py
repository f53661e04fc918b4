"""The entries of `sources.toml`: those that come with the project, and a user's own.

A user's own file adds sources, which are tried first, and may say more of a source that comes
with the project (`[iom_topics.fetch]`, say). It is the file that the environment names in
``COLLATE_SOURCES``, which every process of a run inherits; else `sources.toml` in the folder
that the run is started in, if there is one.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError

OWN = "COLLATE_SOURCES"
SHIPPED = Path(__file__).parent / "sources.toml"
USUAL = Path("sources.toml")

Entries = Mapping[str, Mapping[str, Any]]


def entries() -> Entries:
    """Return every entry, by name, in the order they are tried.

    Raises:
        UsageError: The user's own file is not there, or is no TOML of entries.
    """
    return merged(_shipped(), _own(*stamp()))


def own_file() -> Path | None:
    """Return the user's own file of sources; ``None`` where there is none.

    Raises:
        UsageError: The environment names a file that is not there.
    """
    named = os.environ.get(OWN)
    path = Path(named) if named else USUAL
    if path.is_file():
        return None if path.resolve() == SHIPPED.resolve() else path
    if named:
        raise UsageError(f"{named} is not there. Name a file of sources, or none.")
    return None


def stamp() -> tuple[Path | None, int, int]:
    """Return by what a change of the user's own file is noticed without reading it."""
    path = own_file()
    found = path.stat() if path else None
    return path, found.st_mtime_ns if found else 0, found.st_size if found else 0


def merged(shipped: Entries, own: Entries) -> Entries:
    """Return both; what the own one says of a source that is shipped goes before.

    >>> dict(merged({"a": {"x": 1, "fetch": {"y": 2}}}, {"b": {}, "a": {"fetch": {"z": 3}}}))
    {'b': {}, 'a': {'x': 1, 'fetch': {'y': 2, 'z': 3}}}
    """
    new = {name: entry for name, entry in own.items() if name not in shipped}
    return new | {name: _both(entry, own.get(name, {})) for name, entry in shipped.items()}


def _both(entry: Mapping[str, Any], more: Mapping[str, Any]) -> Mapping[str, Any]:
    found = dict(entry)
    for key, value in more.items():
        is_table = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = found[key] | value if is_table else value
    return found


@lru_cache(maxsize=1)
def _shipped() -> Entries:
    return _read(SHIPPED)


@lru_cache(maxsize=4)
def _own(path: Path | None, changed: int, size: int) -> Entries:  # noqa: ARG001  they make the key
    return _read(path) if path else {}


def _read(path: Path) -> Entries:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}. Mend the file, then run again.") from error
    for name, entry in found.items():
        if not isinstance(entry, dict):
            raise UsageError(f"{path}: `{name}` is no table. Write [{name}] above its lines.")
    return found
