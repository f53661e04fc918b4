"""The form over or beside a listing by which a reader narrows it: labels, but of no entry.

It prints the labels that cards print. What tells it from a card is that its values are
options: counted (``Chad (3)``), open (``- Any -``), or put between a line that opens the form and
one that sends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.sources.units import Unit
from pipeline.sources.words import folded

RULE = "filter"
LONGEST = 80  # units of one form
_COUNTED = re.compile(r".{1,80}\s?[(\[](?!(?:1[4-9]|20)\d\d[)\]])\d{1,5}[)\]]")
_OPEN = re.compile(
    r"[-–—<] ?(?:any|all|none|select.{0,24}|choose.{0,24}|tous|toutes|todos|todas|alle|любои"
    r"|любая|все|cualquiera|qualquer|n'importe.{0,24}|beliebig|الكل|全部) ?[-–—>]"
)
_OPENS = re.compile(
    r"filters?|filter (?:by|results|publications).{0,30}|refine.{0,30}|narrow.{0,30}"
    r"|advanced search.{0,20}"
    r"|(?:search|browse|find|explore) (?:publications|resources|documents|library|by).{0,30}"
    r"|(?:filtrer|affiner|filtrar|refinar|filtern|verfeinern)"
    r"(?: (?:par|les|por|los|nach)\b.{0,30})?"
    r"|filtros?|filtres?|recherche avancee|busqueda avanzada|erweiterte suche"
    r"|фильтры?|расширенныи поиск"
)
_SENDS = re.compile(
    r"apply(?: filters?)?|search|go|submit|reset(?: filters?)?|clear(?: all| filters?)?|filter"
    r"|find|update|appliquer|rechercher|reinitialiser|aplicar|buscar|limpiar|restablecer"
    r"|anwenden|suchen|zurucksetzen"
    r"|pesquisar|limpar|применить|наити|поиск|сбросить|تطبيق|بحث|应用|搜索|重置"
)


def in_filters(page: Sequence[Unit], label: Callable[[Unit], str]) -> frozenset[int]:
    """Return the places of the units that are a form's, less the line that opens it.

    Args:
        page: The page's units.
        label: Returns the folded label that a unit is, whole, or ``""``.
    """
    found: set[int] = set()
    place = 0
    while place < len(page):
        end = _end(page, place, label)
        found.update(range(place, end))
        place = max(end, place + 1)
    return frozenset(found)


def _end(page: Sequence[Unit], place: int, label: Callable[[Unit], str]) -> int:
    """Return where the form ends that begins at ``place``; ``place`` itself if none does."""
    text = page[place].text
    if len(text) <= LONGEST and _OPENS.fullmatch(folded(text)):
        return _sent(page, place + 1, label) or _options(page, place + 1, label)
    if not label(page[place]) or place + 1 >= len(page):
        return place
    following = page[place + 1].text
    if is_open(following):
        return _sent(page, place, label) or _options(page, place, label)
    return _options(page, place, label) if is_counted(following) else place


def is_counted(text: str) -> bool:
    """Tell whether ``text`` is an option with the number of its results.

    >>> is_counted("Chad (3)"), is_counted("A Guide (2016)")
    (True, False)
    """
    closed = text.endswith((")", "]")) and len(text) <= 100
    return closed and _COUNTED.fullmatch(text) is not None


def is_open(text: str) -> bool:
    """Tell whether ``text`` is the option that leaves a choice open."""
    dashed = text.startswith(("-", "–", "—", "<")) and len(text) <= 40
    return dashed and _OPEN.fullmatch(text.casefold()) is not None


def _sent(page: Sequence[Unit], place: int, label: Callable[[Unit], str]) -> int:
    """Return the end of a form up to the button that sends it; 0 where a card begins before."""
    seen: set[str] = set()
    end = 0
    for at in range(place, min(len(page), place + LONGEST)):
        unit = page[at]
        named = label(unit)
        if unit.is_prose or (named and named in seen):
            break
        if named:
            seen.add(named)
        elif seen and len(unit.text) <= 24 and _SENDS.fullmatch(folded(unit.text)):
            end = at + 1
    return end


def _options(page: Sequence[Unit], place: int, label: Callable[[Unit], str]) -> int:
    """Return the end of the labels and options that stand from ``place`` on."""
    at = place
    while at < len(page) and (
        label(page[at]) or is_counted(page[at].text) or is_open(page[at].text)
    ):
        at += 1
    return at
