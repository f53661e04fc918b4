"""The end of a catalogue: how to buy, the order form, addresses, the date it was printed.

No one sign is trusted alone. A line that opens back matter by its words does so only where it
is not a sentence of an abstract; without such a line, lines at the very end are taken only
if they are addresses, forms or dates by their shape.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.sources.base import HERE
from pipeline.sources.dates import is_date
from pipeline.sources.units import Unit
from pipeline.sources.words import folded

_ADDRESS = re.compile(
    r"\bP\.? ?O\.? ?Box\b|\b(?:B\.?P\.?|Apartado|Postfach|C\.?P\.?|а/я) ?\d"
    r"|\b(?:Tel|Fax|Tél|Phone|Teléfono|Telefono|Telefon|Тел|Факс|هاتف|电话)\b\.?(?: No\.?)? ?[:：]?"
    r" ?[+(]?\d[\d ()./-]{5,}|[+]\d{1,3}[ .(-]\d[\d ()./-]{6,}"
    r"|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,30}|\bE-?mail ?:",
    re.IGNORECASE,
)
_REACHED = re.compile(r"[\d@]|[bB][oO][xX]|[mM][aA][iIİı][lL]")  # what every address holds
_URL = re.compile(r"https?://\S{4,200}|\bwww\.\S{4,200}", re.IGNORECASE)
_COLONS = re.compile(r"([^:：\d]{2,24})[:：]")
_RULED = re.compile(r"[\s._…\-—=*•|]{3,}")


def opens(unit: Unit) -> bool:
    """Tell whether ``unit`` opens the back matter by what it says."""
    text = unit.text
    if len(text) > 200 or unit.first.kind == "list_item":
        return False
    if unit.is_prose and len(text) > 110:
        return False
    return _opening().fullmatch(folded(text).rstrip(".!")) is not None


def belongs(unit: Unit) -> str:
    """Return the rule that sets ``unit`` aside once back matter began or a page ends with it."""
    text = unit.text
    if is_date(text):
        return "publication_date"
    if _has_address(text):
        return "address"
    if _is_form(text) or _selling(text) >= 2 or opens(unit) or _RULED.fullmatch(text):
        return "order_form"
    return "address" if len(text) < 160 and _URL.search(text) else ""


def _has_address(text: str) -> bool:
    return _REACHED.search(text) is not None and _ADDRESS.search(text) is not None


def tail_start(run: Sequence[Unit]) -> int:
    """Return where the back matter begins in ``run``, its length if there is none.

    The first line that opens it by its words; else the longest stretch at the very end whose
    every line belongs to back matter by its shape.
    """
    for place, unit in enumerate(run):
        if opens(unit) and _is_followed(run, place):
            return place
    start = len(run)
    if run and opens(run[-1]) and not _is_followed(run, start - 1):
        return start
    while start and not _reads_as_abstract(run[start - 1]) and belongs(run[start - 1]):
        start -= 1
    return start


def _is_followed(run: Sequence[Unit], place: int) -> bool:
    """Back matter goes on as it began: the next lines are about buying or reaching someone."""
    following = run[place + 1 : place + 6]
    if unit_is_heading(run[place]):
        return True
    if not following:
        text = run[place].text
        return bool(_has_address(text) or _URL.search(text) or _selling(text))
    return any(belongs(unit) for unit in following) or belongs(run[place]) != ""


def unit_is_heading(unit: Unit) -> bool:
    """Tell whether a line is set as a heading: by the markup, or all in capitals."""
    return unit.first.kind == "heading" or unit.text.isupper()


def _reads_as_abstract(unit: Unit) -> bool:
    """Long running text is an abstract's even if it names a shop or an address."""
    return unit.is_prose and len(unit.text) > 160 and not _has_address(unit.text)


def _is_form(text: str) -> bool:
    if ":" not in text and "：" not in text:
        return False
    heads = [folded(head) for head in _COLONS.findall(text[:400])]
    named = sum(1 for head in heads if head.strip(" ._") in _form())
    if named and (named >= 2 or text.rstrip(" ._").endswith((":", "："))):
        return True
    return text.endswith((":", "：")) and len(text) < 60 and _selling(text) > 0


@lru_cache(maxsize=1024)
def _selling(text: str) -> int:
    if len(text) > 1200:
        return 0
    return len(set(_words().findall(folded(text))))


@cache
def _table() -> dict[str, list[str]]:
    with (HERE / "back_matter.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _opening() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in _table()["opens"]))


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, _table()["words"]), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


@cache
def _form() -> frozenset[str]:
    return frozenset(map(folded, _table()["form"]))
