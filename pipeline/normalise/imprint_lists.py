"""What the tokens of an imprint mean by their neighbours.

A text that stands in a list of languages is a language, or an unknown one; a country there
is printed for its language; a code of two letters is a language only among languages; and
"not available" takes back the formats that it speaks of.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise import languages
from pipeline.normalise.imprint_line import Line, Token
from pipeline.normalise.language_countries import of_country

_LANGUAGES = frozenset({"language", "code"})


def settled(source: Line, found: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens with every text and code beside languages made one, or ``unread``."""
    read = _codes(_listed(source, _countries(source, _expanded(found))))
    return tuple(_without_denied(source, _without_summaries(source, read)))


def _expanded(found: Sequence[Token]) -> list[Token]:
    """Put one token per language where the line names a set of them: "all UN languages"."""
    kept: list[Token] = []
    for token in found:
        if token.kind == "languages":
            codes = str(token.value).split(" ")
            kept += [replace(token, kind="language", value=code) for code in codes]
        else:
            kept.append(token)
    return kept


def _codes(found: Sequence[Token]) -> list[Token]:
    """Make a code a language where languages stand beside it or brackets hold it; else text."""
    kept = list(found)
    for at, token in enumerate(kept):
        if token.kind == "code":
            is_language = (
                _beside(kept, at, _LANGUAGES)
                or _bracketed(kept, at, at + 1)
                or (at > 0 and kept[at - 1].identifier is not None)
            )
            kept[at] = replace(token, kind="language" if is_language else "text")
    return kept


def _beside(found: Sequence[Token], at: int, kinds: frozenset[str]) -> bool:
    """Tell whether a sign of a list ties the token to one of ``kinds``, before or after."""
    before = at >= 2 and found[at - 1].kind == "list" and found[at - 2].kind in kinds
    after = at + 2 < len(found) and found[at + 1].kind == "list" and found[at + 2].kind in kinds
    return before or after


def _bracketed(found: Sequence[Token], start: int, stop: int) -> bool:
    """Tell whether brackets hold the tokens, right after an identifier or pages."""
    if stop < len(found) and found[stop].kind == "noise":
        stop += 1  # "(Eng.)"
    return (
        start >= 2
        and stop < len(found)
        and found[start - 1].kind == "open"
        and found[stop].kind == "close"
        and found[start - 2].kind in ("identifier", "pages", "close", "format")
    )


def _listed(source: Line, found: Sequence[Token]) -> list[Token]:
    """Read the runs of text and "and" that stand in a list of languages."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        stop = _run_end(source, found, at)
        if stop > at and _in_language_list(source, kept, found, at, stop):
            kept += _as_languages(source, found[at:stop])
            at = stop
        else:
            stop = max(stop, at + 1)
            kept += found[at:stop]
            at = stop
    return kept


def _run_end(source: Line, found: Sequence[Token], at: int) -> int:
    """Return the end of a run of texts that "and" joins; ``at`` when none begins here."""
    if found[at].kind != "text":
        return at
    stop = at + 1
    while stop + 1 < len(found) and found[stop + 1].kind == "text" and _is_and(source, found[stop]):
        stop += 2
    return stop


def _is_and(source: Line, token: Token) -> bool:
    """Tell whether a token joins parts of one name: "and" or a hyphen, not a comma."""
    text = source.low[token.start : token.stop]
    return token.kind == "list" and (text.isalpha() or text in "&-")


def _in_language_list(
    source: Line, kept: Sequence[Token], found: Sequence[Token], start: int, stop: int
) -> bool:
    if stop < len(found) and source.text[found[stop].start] == ":":
        return False  # "- Type: Manual": a label
    before = len(kept) >= 2 and kept[-1].kind == "list" and kept[-2].kind in _LANGUAGES | {"unread"}
    after = (
        stop + 1 < len(found)
        and found[stop].kind == "list"
        and found[stop + 1].kind in _LANGUAGES
        and not (kept and kept[-1].kind in ("list", "text"))
    )
    return before or after or _bracketed(found, start, stop)


def _as_languages(source: Line, run: Sequence[Token]) -> list[Token]:
    start, stop = run[0].start, run[-1].stop
    codes = languages.languages(source.text[start:stop])
    if codes and all(isinstance(code, str) for code in codes):
        return [Token(kind="language", start=start, stop=stop, value=str(code)) for code in codes]
    return [Token(kind="unread", start=start, stop=stop)]


_SUMMARY = re.compile(r"summar(?:y|ies)|abstracts?|resumes?|resumen(?:es)?|zusammenfassung|резюме")


def _without_summaries(source: Line, found: Sequence[Token]) -> list[Token]:
    """Make text of the languages that only a summary is in: "with summaries in French"."""
    kept = list(found)
    for at, token in enumerate(found):
        if token.kind == "text" and _SUMMARY.search(source.low, token.start, token.stop):
            after = at + 1
            while after < len(found) and found[after].kind in ("language", "list", "noise"):
                if found[after].kind == "language":
                    kept[after] = replace(found[after], kind="text", value=None)
                after += 1
    return kept


def _countries(source: Line, found: Sequence[Token]) -> list[Token]:
    """Take the rest of a country's name to a language that begins it: "Lao PDR"."""
    kept: list[Token] = []
    for token in found:
        last = kept[-1] if kept else token
        if token.kind == "text" and last.kind == "language":
            code = of_country(source.text[last.start : token.stop])
            if code:
                kept[-1] = replace(last, stop=token.stop, value=code)
                continue
        kept.append(token)
    return kept


def _without_denied(source: Line, found: Sequence[Token]) -> list[Token]:
    """Make text of every "not available" and of the formats it speaks of."""
    kept = list(found)
    for at, token in enumerate(found):
        if token.kind == "not":
            kept[at] = replace(token, kind="text")
            after = _denied(source, found, at, +1)
            for index in after or _denied(source, found, at, -1):
                kept[index] = replace(kept[index], kind="text", value=None)
    return kept


def _denied(source: Line, found: Sequence[Token], at: int, step: int) -> list[int]:
    """Return the places of the formats next to ``at``, in the same clause."""
    places: list[int] = []
    at += step
    while 0 <= at < len(found) and found[at].kind in ("format", "list", "noise"):
        if source.low[found[at].start] in ".;":
            break
        if found[at].kind == "format":
            places.append(at)
        at += step
    return places
