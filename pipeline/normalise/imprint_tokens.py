"""An imprint line cut into tokens: what each piece of it is, before what it means together.

The line is walked once from left to right; at each word the readers are tried in a fixed
order, and what none of them reads is kept as text. Every step moves on, so that a line of
any length takes time in proportion to it.
"""

import re

from pipeline.normalise import identifiers, language_names, languages
from pipeline.normalise.imprint_line import Line, Reader, Token
from pipeline.normalise.imprint_numbers import pages, priced, year
from pipeline.normalise.imprint_words import CLOSE, OPEN, format_name, formats_in, saying, small

# --- languages

_NEXT_WORD = re.compile(r"(?: |^)?([^\W\d_][^\s,;/()\[\]|:.+&·•、،]*)")
_VARIETY = re.compile(r" ?\([^()]{2,24}\)")
_LONGEST_NAME = 4  # words
_SURE_CODES = frozenset(["EN", "FR", "ES", "RU", "ZH", "AR", "DE", "PT"])


def _language(line: Line, at: int) -> Token | None:
    """Read the longest name of a language that begins here, or a code in capitals."""
    stops = _word_ends(line.text, at)
    for stop in reversed(stops):
        code = language_names.common(line.text[at:stop])
        if code:
            variety = _VARIETY.match(line.text, stop)
            if variety and language_names.common(line.text[at : variety.end()]):
                stop = variety.end()
            return Token(kind="language", start=at, stop=stop, value=code)
    word = line.text[at : stops[0]] if stops else ""
    is_code = len(word) == 2 and (word.isupper() or _is_held(line.text, at))
    code = (language_names.known(word) if is_code else None) or _abbreviated(line.text, word, at)
    if code is None:
        return None
    return Token(
        kind="language" if word in _SURE_CODES else "code", start=at, stop=stops[0], value=code
    )


def _abbreviated(text: str, word: str, at: int) -> str | None:
    """Return the language that ``Eng.`` stands for; in small letters only in brackets."""
    is_marked = word[:1].isupper() or (at > 0 and text[at - 1] in OPEN)
    return language_names.abbreviated(word) if is_marked else None


def _language_set(line: Line, at: int) -> Token | None:
    """Read what stands for several languages: "all UN languages", ``E/F/S``."""
    if at and line.text[at - 1] not in " ([:,;|":
        return None
    letters = _UN_LETTERS.match(line.text, at)
    if letters:
        codes = languages.of_letters(letters.group())
        if codes:
            return _set_token(at, letters.end(), codes)
    found = languages.set_at(line.low, at)
    return _set_token(at, *found) if found else None


_UN_LETTERS = re.compile(r"[ACEFRS](?:(?:/|, ?| / )[ACEFRS]){1,5}(?![\w/.])")


def _set_token(start: int, stop: int, codes: tuple[str, ...]) -> Token:
    return Token(kind="languages", start=start, stop=stop, value=" ".join(codes))


def _is_held(text: str, at: int) -> bool:
    """Tell whether brackets hold the two letters at ``at``: ``(en)``."""
    return at > 0 and text[at - 1] in OPEN and text[at + 2 : at + 3] in (*CLOSE,)


def _word_ends(text: str, at: int) -> list[int]:
    ends: list[int] = []
    while len(ends) < _LONGEST_NAME:
        found = _NEXT_WORD.match(text, ends[-1] if ends else at)
        if found is None or (ends and text[ends[-1]] != " "):
            break
        ends.append(found.end())
    return ends


# --- the walk

_WORD = re.compile(r"[^\W_](?:[^\s,;/()\[\]|:]*[^\W_])?|\S")
_READERS: tuple[Reader, ...] = (
    saying,
    year,
    pages,
    priced,
    format_name,
    _language_set,
    _language,
    small,
)


def tokens(line: Line) -> tuple[Token, ...]:
    """Return the tokens of ``line`` in order; they cover all but its spaces.

    >>> from pipeline.normalise.imprint_line import line
    >>> [token.kind for token in tokens(line("2015/184 pages English, French USD 30"))]
    ['year', 'pages', 'language', 'list', 'language', 'price']
    """
    found = {item.start: item for item in identifiers.in_text(line.text)}
    kept: list[Token] = []
    at = 0
    while at < len(line.text):
        if line.text[at] == " ":
            at += 1
            continue
        item = found.get(at)
        token = (
            Token(
                kind="identifier",
                start=at,
                stop=item.stop,
                identifier=item.identifier,
                formats=formats_in(item.medium),
            )
            if item
            else _read(line, at)
        )
        at = max(token.stop, at + 1)
        if kept and kept[-1].kind == token.kind == "text":
            kept[-1] = Token(kind="text", start=kept[-1].start, stop=token.stop)
        else:
            kept.append(token)
    return tuple(kept)


def _read(line: Line, at: int) -> Token:
    for reader in _READERS:
        token = reader(line, at)
        if token is not None and token.stop > at:
            return token
    word = _WORD.match(line.text, at)
    kind = "text" if line.text[at].isalnum() or line.text[at] in "$¥" else "noise"
    return Token(kind=kind, start=at, stop=word.end() if word else at + 1)
