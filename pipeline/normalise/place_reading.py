"""One look-up of a name of a country in the index, and of a code in the table of codes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_index import index
from pipeline.normalise.place_keys import bag, squeezed
from pipeline.normalise.place_relations import sovereign
from pipeline.tables import rows


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text is read as.

    Attributes:
        code: The country's code, or ``None``.
        kind: ``name``, ``part``, ``piece`` or ``never``, as in ``place_aliases.tsv``; "" when
            nothing is known.
        why: The list or the rules that say so, in words.
        is_listed: The index has the name, with its words shortened or turned at most; no rule
            took a word away.
    """

    code: str | None
    kind: str
    why: str
    is_listed: bool = True


Again = Callable[[str], "Reading | None"]  # how a rule has what it changed read

ARTICLES: Final = frozenset(
    {
        "the", "la", "le", "les", "l", "el", "los", "las", "lo", "il", "gli", "o", "a", "os", "as",
        "der", "die", "das", "des", "het", "de", "al", "ال",
    }
)  # fmt: skip

# One letter is an article only in small or before an apostrophe: "A. Jordan" is a person.
INITIAL: Final = re.compile(r"^\W*[A-Z](?=\.|\s)|(?<![\'’])\b[A-Z]\W*$|^\W*\w\.")

NOTHING: Final = Reading(None, "", "no table and no rule knows it")


def known(key: str) -> Reading | None:
    """Return what the index says of a folded text: exactly, run together, or word by word."""
    names = index()
    if entry := names.exact.get(key):
        return reading_of(entry, "listed")
    if key[:1] >= _FIRST_ARABIC and (entry := names.exact.get(f"ال{key}")):
        return reading_of(entry, "listed with its article")
    tight = squeezed(key)
    if not _INITIALLED.search(key) and (entry := names.squeezed.get(tight)):
        return reading_of(entry, "listed, spaced otherwise")
    if entry := names.worn.get(key):
        return reading_of(entry, "listed, its accented letters lost or spelt by two")
    if " " not in key:
        return None
    if _may_be_torn(key, tight) and (entry := names.exact.get(tight)):
        return reading_of(entry, "listed, spaced otherwise")
    if (entry := names.bags.get(bag(key))) and not _are_two(key, index().entry(entry)[0]):
        return reading_of(entry, "listed, with words shortened or in another order")
    return None


def _are_two(key: str, code: str | None) -> bool:
    """Tell whether a text is two countries' names side by side, and one of them is ``code``.

    "Mexico, United States" has the words of "United States of Mexico" and is no name of it.
    """
    words = key.split()
    for at in range(1, len(words)):
        halves = (" ".join(words[:at]), " ".join(words[at:]))
        found = [index().entry(entry) for half in halves if (entry := index().exact.get(half))]
        if len(found) == 2 and all(kind == "name" for _, kind, _ in found):
            codes = {one[0] for one in found}
            if len(codes) == 2 and code in codes and not codes & {sovereign(code or "")}:
                return True
    return False


def _may_be_torn(key: str, tight: str) -> bool:
    """Tell whether a name torn apart can be one ("u s a"), unlike "to go" and "i ran"."""
    if _INITIALLED.search(key):
        return False
    return len(tight) >= _LONG or len(key) == 2 * len(tight) - 1 or key[0] >= _FIRST_CHINESE


_LONG: Final = 8
_INITIALLED: Final = re.compile(r"^[a-z] [a-z]{2,}$|^[a-z]{2,} [a-z]$")  # "Holland, A."
_FIRST_CHINESE: Final = "\u3400"
_FIRST_ARABIC: Final = "\u0621"


def reading_of(entry: str, how: str) -> Reading:
    """Return a packed entry of the index as a reading; ``how`` says how it was found."""
    code, kind, source = index().entry(entry)
    return Reading(code, kind, f"{how} in {source}")


def if_any(text: str, again: Again) -> Reading | None:
    """Have ``text`` read, unless a rule left nothing of it."""
    return again(text) if fold(text) else None


@cache
def codes() -> dict[str, str]:
    """Return every code in capitals that is read, with the code it stands for."""
    table = rows("country_codes.tsv", "code", "alpha3", "name")
    former = rows("former_countries.tsv", "code", "alpha3")
    found = {row["alpha3"]: row["code"] for row in former}
    found |= {row["code"]: row["code"] for row in (*former, *table)}
    found |= {row["alpha3"]: row["code"] for row in table}  # ISO gave some codes out anew
    del found["NA"]
    return found


def from_code(text: str) -> str | None:
    """Return the code that a code in capitals stands for, else ``None``.

    Alpha-2, alpha-3 and the codes of ISO 3166-3. ``NA`` is not taken for Namibia: it is
    printed for "not available" at least as often.

    >>> from_code("KEN"), from_code("ke"), from_code("NA")
    ('KE', None, None)
    """
    return codes().get(text)
