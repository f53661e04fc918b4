"""How one name of a country is read: the index first, then rules that hold for any name.

Each rule turns the text into another text that the index is asked for as a whole. None
compares by likeness, and none reads a country out of a part of a longer text: "Atlanta,
Georgia" and "Bank of Uganda" stay unknown.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from typing import Final

from pipeline.normalise import place_damage as damage
from pipeline.normalise import place_forms as forms
from pipeline.normalise import place_pairs as pairs
from pipeline.normalise import place_shortened as shortened
from pipeline.normalise.fold import fold
from pipeline.normalise.place_index import index
from pipeline.normalise.place_keys import BINDERS, STOPWORDS
from pipeline.normalise.place_reading import (
    ARTICLES,
    INITIAL,
    NOTHING,
    Again,
    Reading,
    codes,
    from_code,
    known,
)
from pipeline.normalise.place_relations import sovereign_codes

_LONGEST: Final = 160  # characters; the longest official name has about 90
_DEPTH: Final = 3  # rules that may be applied one on the other


_ESCAPED: Final = re.compile(r"[&%]\S|amp;")


def read(text: str) -> Reading:
    """Return what ``text`` is read as; total on any text."""
    if len(text) > _LONGEST:
        return NOTHING
    if (code := from_code(text.strip())) is not None:
        return Reading(code, "name", f"the code {text.strip()} itself")
    found = _read(text, _DEPTH)
    if found is None and _ESCAPED.search(text) and (plain := damage.unescaped(text)) != text:
        found = _read(plain, _DEPTH) if fold(plain) else None
    return found or damage.recoded(text) or NOTHING


def listed_code(text: str) -> str | None:
    """Return the code of a listed name, bare, with an article or its code: a quick ``read``."""
    if (code := _directly().get(text)) is not None or len(text) > _LONGEST:
        return code
    names, key = _by_name(), fold(text)
    if (code := names.get(key)) is not None or key in index().exact:
        return code
    if found := pairs.PREFIX.match(text):
        code = names.get(fold(text[found.end() :]))
        return code if code == from_code(found[1]) else None
    first, _, after = key.partition(" ")
    before, _, last = key.rpartition(" ")
    rest = after if first in ARTICLES else before if last in ARTICLES else ""
    if not rest or INITIAL.search(text):
        return None
    return names.get(rest) if " name " in index().exact.get(rest, "") else None


@cache
def _directly() -> dict[str, str]:
    """Return what stands for a country as it is printed: codes."""
    return {code: found for code in codes() if (found := from_code(code)) is not None}


@cache
def _by_name() -> dict[str, str]:
    """Return the folded names that are a country's by themselves, with its code."""
    entries = ((key, packed.split(" ", 2)) for key, packed in index().exact.items())
    return {key: code for key, (code, kind, _) in entries if kind in ("name", "part")}


@lru_cache(maxsize=1 << 12)
def _read(text: str, depth: int) -> Reading | None:
    if text in sovereign_codes():
        return Reading(text, "name", "the country that answers for it")
    if (found := known(fold(text))) is not None:
        return found
    if depth == 0 or not _may_apply(text):
        return None
    return _by_rule(text, partial(_read, depth=depth - 1))


def _by_rule(text: str, again: Again) -> Reading | None:
    """Return the first rule's reading that is a name; else the first that is anything."""
    weak = None
    for rule, label, sign in _RULES if _SIGN.search(text) else _WORD_RULES:
        candidates = rule(text, again) if sign.search(text) else ()
        for candidate in filter(None, candidates):
            if candidate.kind in ("name", "part"):
                why = f"{label}; {candidate.why}"
                return Reading(candidate.code, candidate.kind, why, is_listed=False)
            weak = weak or candidate
    return weak


_SIGN: Final = re.compile(r"[^\w\s]|[\d¹²³⁰⁴-⁹ªº]")  # a bracket, a comma, a footnote mark
_WORDS: Final = re.compile(r"\S[^\w]+\S")

# What is tried, in this order, and a cheap sign without which it cannot apply.
_RULES: Final[
    tuple[tuple[Callable[[str, Again], Iterator[Reading | None]], str, re.Pattern[str]], ...]
] = (
    (damage.mended, "mis-decoded text mended", re.compile(r"[^\x00-\x7f]")),
    (pairs.kosovo, "Kosovo under resolution 1244", re.compile(r"1244|\bUN\b|United")),
    (damage.without_footnotes, "footnote mark or years set aside", damage.FOOTNOTE),
    (pairs.without_code, "code beside the name agrees", pairs.CODE),
    (pairs.with_exception, "what it includes or leaves out set aside", pairs.EXCEPTED),
    (pairs.former, "marked as former", pairs.FORMER),
    (pairs.without_article, "article set aside", re.compile(r"\S[\s'’(,]+\S")),
    (forms.form_of_government, "form of government set aside", _WORDS),
    (pairs.with_qualifier, "with its other name or its sovereign", _WORDS),
    (forms.of_islands, "word for islands set aside", _WORDS),
    (pairs.turned, "what stands behind put before", re.compile(r"[(,\[]")),
    (forms.chinese_form, "form of government set aside", re.compile("[国联]")),
    (damage.with_lost_letters, "lost accents put back", re.compile("[?\ufffd]")),
    (shortened.by_stop, "abbreviated", re.compile(r"[^\W\d_]\.")),
    (damage.cut_short, "name cut short", re.compile(r"^.{9}")),
)


_WORD_RULES: Final = tuple(  # those that a text of mere words may need
    each
    for each in _RULES
    if each[0]
    not in (damage.without_footnotes, pairs.turned, damage.with_lost_letters, shortened.by_stop)
)  # fmt: skip


_DAMAGE: Final = frozenset("?.")  # a letter lost or left out


def _may_apply(text: str) -> bool:
    """Tell whether any word of a text stands in any name: without one no rule finds any."""
    if not text.isascii() or not _DAMAGE.isdisjoint(text):
        return True
    vocabulary = _vocabulary()
    return any(word.strip("0123456789") in vocabulary for word in fold(text).split())


@cache
def _vocabulary() -> frozenset[str]:
    """Return every word of every listed name, but articles and prepositions."""
    found = {word for key in index().exact for word in key.split()}
    return frozenset(found) - ARTICLES - BINDERS - STOPWORDS
