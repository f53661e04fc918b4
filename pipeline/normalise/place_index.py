"""The index of country names: built once from every base, kept in a cache by content hash.

The cache is JSON, named by a hash of the tables, of this code's edition and of the versions of
pycountry and Babel; a file that is missing, unreadable or not what its name says is built anew,
and a folder that cannot be written to only costs the time to build.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from pipeline.errors import TableError
from pipeline.normalise.fold import fold
from pipeline.normalise.place_keys import bag, squeezed
from pipeline.normalise.place_names import ALIAS, OTHER, Name, names
from pipeline.tables import fingerprint

_TABLES: Final = (
    "place_aliases.tsv", "former_countries.tsv", "un_names.tsv", "place_words.tsv",
)  # fmt: skip
_CODE: Final = ("fold.py", "place_index.py", "place_keys.py", "place_names.py")
_SHORTEST_SQUEEZED: Final = 5
_SHORTEST_OTHER: Final = 4  # letters of a Latin-script name in a language nobody asked for

# A name's entry: code, kind (name, part, piece, never), source.
Entry = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """Names of countries by key.

    Attributes:
        exact: Folded name to entry.
        bags: Sorted meaning words to entry, for names of two words and more.
        squeezed: Folded name without spaces to entry.
        contested: Folded names that two codes claim with equal right, dropped.
    """

    exact: dict[str, Entry] = field(default_factory=dict)
    bags: dict[str, Entry] = field(default_factory=dict)
    squeezed: dict[str, Entry] = field(default_factory=dict)
    contested: dict[str, list[str]] = field(default_factory=dict)


@cache
def index() -> Index:
    """Return the index, from the cache where one fits, else built and put there."""
    name = f"places-{_key()[:32]}.json"
    for folder in _folders():
        if (found := _read(folder / name)) is not None:
            return found
    built = build(names())
    for folder in _folders():
        if _write(folder / name, built):
            break
    return built


def build(spellings: Iterable[Name]) -> Index:
    """Return the index of ``spellings``.

    Raises:
        TableError: A row of the project's own tables gives one name two codes.
    """
    ranked = sorted(_usable(spellings), key=lambda pair: pair[1].tier)
    exact = _claims(((key, name) for key, name in ranked), strict=True)
    bags = _claims((key, name) for key, name in _derived(ranked, exact[0], bag) if " " in key)
    tight = _claims(
        (key, name)
        for key, name in _derived(ranked, exact[0], squeezed)
        if len(key) >= _SHORTEST_SQUEEZED
    )
    return Index(exact=exact[0], bags=bags[0], squeezed=tight[0], contested=exact[1])


def _usable(spellings: Iterable[Name]) -> Iterator[tuple[str, Name]]:
    for name in spellings:
        key = fold(name.text)
        if key and not (name.tier == OTHER and key.isascii() and len(key) < _SHORTEST_OTHER):
            yield key, name


def _derived(
    ranked: list[tuple[str, Name]], exact: dict[str, Entry], key: object
) -> Iterator[tuple[str, Name]]:
    """Yield other keys of the names that the exact index holds under the same code."""
    for folded, name in ranked:
        entry = exact.get(folded)
        if entry is not None and entry[0] == name.code:
            yield key(folded), name  # type: ignore[operator]


def _claims(
    ranked: Iterable[tuple[str, Name]], *, strict: bool = False
) -> tuple[dict[str, Entry], dict[str, list[str]]]:
    """Give each key to the best tier that claims it; a tie between codes gives it to nobody."""
    best: dict[str, Name] = {}
    contested: dict[str, list[str]] = {}
    for key, name in ranked:
        first = best.setdefault(key, name)
        if first.code == name.code or first.tier < name.tier:
            continue
        if strict and name.tier == ALIAS:
            reason = f"{name.text!r} is both {first.code} ({first.source}) and {name.code}"
            raise TableError("place_aliases.tsv", reason)
        contested.setdefault(key, [first.code]).append(name.code)
    entries = {
        key: (name.code, name.kind, name.source)
        for key, name in best.items()
        if key not in contested
    }
    return entries, contested


def _key() -> str:
    digest = sha256(fingerprint(*_TABLES).encode())
    for module in _CODE:
        digest.update((files(__package__) / module).read_bytes())
    digest.update(f"{version('pycountry')} {version('babel')}".encode())
    return digest.hexdigest()


def _folders() -> Iterator[Path]:
    """Yield the folders a cache may stand in: the user's own, then beside this module."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    yield Path(home).expanduser() / "collate"
    yield Path(__file__).parent / "__pycache__"


def _read(path: Path) -> Index | None:
    try:
        raw = json.loads(path.read_bytes())
        parts = {
            part: {key: (entry[0], entry[1], entry[2]) for key, entry in raw[part].items()}
            for part in ("exact", "bags", "squeezed")
        }
        return Index(**parts, contested=raw["contested"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None


def _write(path: Path, built: Index) -> bool:
    """Write the cache whole or not at all; say whether it stands there now."""
    body = {
        "exact": built.exact, "bags": built.bags, "squeezed": built.squeezed,
        "contested": built.contested,
    }  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".places-")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(body, stream, ensure_ascii=False)
        Path(temporary).replace(path)
    except OSError:
        return False
    return True
