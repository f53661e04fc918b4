"""The index of country names: built once from every base, kept in a cache by content hash.

The cache is JSON, named by a hash of the tables, of this code's edition and of the versions of
pycountry and Babel; a file that is missing, unreadable or not what its name says is built anew,
and a folder that cannot be written to only costs the time to build.
"""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from pipeline.errors import TableError
from pipeline.normalise.fold import fold
from pipeline.normalise.place_keys import AND, BINDERS, bag, squeezed, tokens
from pipeline.normalise.place_names import ALIAS, NEIGHBOURING_LANGUAGES, OTHER, SECOND, Name, names
from pipeline.tables import fingerprint, rows

_TABLES: Final = (
    "place_aliases.tsv", "former_countries.tsv", "un_names.tsv", "place_words.tsv",
    "region_names.tsv", "place_forms.tsv", "island_words.tsv",
)  # fmt: skip
_CODE: Final = ("fold.py", "place_index.py", "place_keys.py", "place_names.py")
_SHORTEST_SQUEEZED: Final = 5
_SHORTEST_OTHER: Final = 4  # letters of a Latin-script name in a language nobody asked for
_SHORT_OTHER: Final = 6  # up to as many letters, two languages must have the name

# A name's entry: code, kind (name, part, piece, never), source.
Entry = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """Names of countries by key; values are packed ("BA name 12") so that loading is quick.

    Attributes:
        exact: Folded name to packed entry.
        bags: Sorted meaning words to packed entry, for names of two words and more.
        squeezed: Folded name without spaces to packed entry.
        worn: Folded name as it reads once its accented letters are lost or spelt by two.
        sources: What the number in a packed entry stands for.
        contested: Folded names that two codes claim with equal right, dropped.
    """

    exact: dict[str, str] = field(default_factory=dict)
    bags: dict[str, str] = field(default_factory=dict)
    squeezed: dict[str, str] = field(default_factory=dict)
    worn: dict[str, str] = field(default_factory=dict)
    contested: dict[str, list[str]] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)

    def entry(self, packed: str) -> Entry:
        """Return what a value of one of the dictionaries says."""
        code, kind, source = packed.split()
        return code, kind, self.sources[int(source)]


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
    ranked = _confirmed(sorted(_usable(spellings), key=lambda pair: pair[1].tier))
    exact, contested = _claims(ranked, strict=True)
    asked = [pair for pair in ranked if pair[1].tier < OTHER]  # words of others are turned by none
    several = [pair for pair in asked if " " in pair[0]]  # "Pr." says nothing of republics
    bags, _ = _claims(
        (each, name)
        for key, name in _derived(several, exact, bag)
        for each in dict.fromkeys((key, key.removeprefix(AND)))
        if " " in each.removeprefix(AND)
    )
    open_names = [pair for pair in asked if pair[0].split()[0] not in _OPENING]
    tight, _ = _claims(
        (key, name)
        for key, name in _derived(open_names, exact, squeezed)
        if len(key) >= _SHORTEST_SQUEEZED and key not in exact
    )
    worn, _ = _claims((key, name) for key, name in _worn(asked, exact) if key not in exact)
    sources = sorted({name.source for _, name in ranked})
    number = {source: str(at) for at, source in enumerate(sources)}

    def packed(part: dict[str, Name]) -> dict[str, str]:
        return {key: f"{one.code} {one.kind} {number[one.source]}" for key, one in part.items()}

    return Index(packed(exact), packed(bags), packed(tight), packed(worn), contested, sources)


def _usable(spellings: Iterable[Name]) -> Iterator[tuple[str, Name]]:
    """Yield each spelling that may stand in the index, with its key.

    A translation that is a region's own name too (the Russian for Micronesia) is the region's.
    """
    regions = {
        fold(row["name"])
        for row in rows("region_names.tsv", "name", "source")
        if row["source"] in ("UN M49", "CLDR")
    }
    for name in spellings:
        key = fold(name.text)
        is_short = name.tier == OTHER and key.isascii() and len(key) < _SHORTEST_OTHER
        if key and not is_short and not (name.tier >= SECOND and key in regions):
            yield key, name


# What opens a name and makes another word where the space is lost ("the US": Theus, a surname).
_OPENING: Final = frozenset({"the", "l", "d", "la", "le", "el", "st", "s"})


def _confirmed(ranked: list[tuple[str, Name]]) -> list[tuple[str, Name]]:
    """Return the spellings but those that a better list contradicts or only one list has.

    Translations slip: the Arabic for the Maldives stands under Moldova too. One that is, but
    for words for a government or for islands, another country's name in a better list is
    left out, and so is a short name that one further language alone has ("Pala" for Palau).
    """
    listed = [(key, name.code) for key, name in ranked if name.tier < SECOND]
    better = {_bare(key): code for key, code in listed} | dict(listed)
    votes = Counter((key, code) for key, code, _ in {(k, n.code, _list_of(n)) for k, n in ranked})
    kept = []
    for key, name in ranked:
        if name.tier >= SECOND and better.get(_bare(key), name.code) != name.code:
            continue
        if len(key) > _shortest_alone(key, name) or votes[key, name.code] > 1:
            kept.append((key, name))
    return kept


def _shortest_alone(key: str, name: Name) -> int:
    """Return up to how many letters a second language must bear a name out."""
    if name.tier < OTHER or not key.isascii():
        return 0
    language = _list_of(name).rstrip(")")
    return _SHORTEST_OTHER if language in NEIGHBOURING_LANGUAGES else _SHORT_OTHER


def _list_of(name: Name) -> str:
    """Return the language of a name's list, which two lists of one language share."""
    return name.source.rpartition("(")[2] if name.tier == OTHER else ""


def _bare(key: str) -> str:
    """Return a folded name without the words that only say what kind of country it is."""
    left = [word for word in tokens(key) if word not in _kind_words()]
    return " ".join(left) or key


@cache
def _kind_words() -> frozenset[str]:
    forms = {row["word"] for row in rows("place_forms.tsv", "word", "form")}
    islands = {row["word"] for row in rows("island_words.tsv", "word", "language")}
    return frozenset(forms | islands | BINDERS) - _TELLING


# Words for a government that tell two countries of one name apart.
_TELLING: Final = frozenset(
    {"democratic", "people", "democratique", "populaire", "democratica", "popular", "arab",
     "демократическая", "народная", "ديمقراطيه", "شعبيه", "demokratische", "volksrepublik"}
)  # fmt: skip


def _derived(
    ranked: list[tuple[str, Name]], exact: dict[str, Name], key: Callable[[str], str]
) -> Iterator[tuple[str, Name]]:
    """Yield other keys of the names that the exact index holds under the same code."""
    for folded, name in ranked:
        settled = exact.get(folded)
        if settled is not None and settled.code == name.code:
            yield key(folded), name


_SHORTEST_WORN: Final = 6
_BY_TWO: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
     "Å": "Aa", "Ø": "Oe"}
)  # fmt: skip


def _list_of_any(name: Name) -> str:
    """Return the language of a name's list; the aliases and ISO 3166-1 are held to be English."""
    language = name.source.rpartition("(")[2].rstrip(")")
    return language if name.source.endswith(")") and language[:2].islower() else "en"


def _worn(ranked: list[tuple[str, Name]], exact: dict[str, Name]) -> Iterator[tuple[str, Name]]:
    """Yield what charsets make of English names with accents ("Cte d'Ivoire", "Tuerkiye").

    Other languages' are left alone: what is left of "Albânia" is "Albania" misspelt.
    """
    for folded, name in ranked:
        settled = exact.get(folded)
        is_english = _list_of_any(name) == "en"
        if settled is None or settled.code != name.code or not folded.isascii() or not is_english:
            continue
        lost = "".join(char for char in name.text if char.isascii() or not char.isalpha())
        for key in {fold(lost), fold(name.text.translate(_BY_TWO))} - {folded}:
            if len(key) >= _SHORTEST_WORN:
                yield key, name


def _claims(
    ranked: Iterable[tuple[str, Name]], *, strict: bool = False
) -> tuple[dict[str, Name], dict[str, list[str]]]:
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
    return {key: name for key, name in best.items() if key not in contested}, contested


def _key() -> str:
    digest = sha256(fingerprint(*_TABLES).encode())
    for module in _CODE:
        digest.update((files(__package__) / module).read_bytes())
    digest.update(f"{version('pycountry')} {version('babel')}".encode())
    return digest.hexdigest()


def _folders() -> Iterator[Path]:
    """Yield the folders a cache may stand in: the user's own, then beside this module."""
    own = os.environ.get("XDG_CACHE_HOME") or os.path.expandvars("$HOME/.cache")
    if Path(own).is_absolute():  # there are machines without a home
        yield Path(own) / "collate"
    yield Path(__file__).parent / "__pycache__"


def _read(path: Path) -> Index | None:
    try:
        found = Index(**json.loads(path.read_bytes()))
        for part in (found.exact, found.bags, found.squeezed, found.worn):
            found.entry(next(iter(part.values())))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None
    except StopIteration:
        return None
    return found


def _write(path: Path, built: Index) -> bool:
    """Write the cache whole or not at all; say whether it stands there now."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".places-")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(asdict(built), stream, ensure_ascii=False)
        Path(temporary).replace(path)
    except OSError:
        return False
    return True
