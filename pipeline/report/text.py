"""Scraped text, made safe to show: escaped, bounded, and with what hides in it made visible.

``shown`` is the only place where the report builds markup from scraped text; templates
escape everything else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup, escape

TITLE = 320  # characters shown of a title or another short value
LINE = 240  # of a line that could not be read, or of a value in a table
ABSTRACT = 6000  # of an opened abstract
LONGEST_URL = 2000
NAMED = 4  # characters of a run that hides
MARKS = 5  # combining marks on one letter; more only pile up over the lines above

# Characters that show nothing, although their category is not Cc, Cf, Cs, Co, Cn, Zl or Zp.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_HIDING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES = re.compile(r"[\t\n\r\f\v \u0085]+")
_PLAIN = re.compile(r"[\t\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0400-\u0482\u2010-\u2027]*")


def bounded(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of ``text``, white space folded, … where it was cut.

    >>> bounded("Reaching  Vulnerable Children", 18)
    'Reaching Vulnerabl…'
    """
    # Folding only what can be shown keeps a megabyte title as cheap as a long one.
    head = _SPACES.sub(" ", text[: 4 * limit + 4]).strip()
    cut = len(head) > limit or len(text) > 4 * limit + 4
    return head[:limit].rstrip() + "…" if cut else head


def plain(text: str, limit: int = LINE) -> str:
    r"""Return ``text`` for a terminal or Markdown: bounded, one line, nothing hidden in it.

    >>> plain("safe\x1b[2Jtext")
    'safe[U+001B][2Jtext'
    """
    return "".join(
        f"[{_name(part)}]" if kind else part for part, kind in _runs(bounded(text, limit))
    )


@lru_cache(maxsize=1 << 14)  # sources, pages and places come again and again
def shown(text: str | None, limit: int = LINE) -> Markup:
    r"""Return ``text`` as markup: isolated in its own direction, bounded, nothing hidden in it.

    >>> shown("a <b>\u202e")
    Markup('<bdi>a &lt;b&gt;<span class="hid">U+202E</span></bdi>')
    """
    return Markup("<bdi>") + visible(bounded(text or "", limit)) + Markup("</bdi>")


def visible(text: str) -> Markup:
    """Return escaped ``text`` with its control and zero-width characters named."""
    if _PLAIN.fullmatch(text):
        return escape(text)
    return Markup("").join(
        Markup('<span class="hid">') + _name(part) + Markup("</span>") if kind else escape(part)
        for part, kind in _runs(text)
    )


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces; those marked true hold nothing but characters that hide."""
    start, marks, was_hidden = 0, 0, False
    for at, char in enumerate(text):
        marks = marks + 1 if unicodedata.combining(char) else 0
        is_hidden = hides(char) or marks > MARKS
        if is_hidden != was_hidden and start < at:
            yield text[start:at], was_hidden
            start = at
        was_hidden = is_hidden
    if start < len(text):
        yield text[start:], was_hidden


def hides(char: str) -> bool:
    """Tell whether a character shows nothing, or changes how its neighbours are shown."""
    return char in _BLANK or (char not in "\t\n" and unicodedata.category(char) in _HIDING)


def _name(run: str) -> str:
    r"""Return the names of the first few characters of a run, and how many it has.

    >>> _name("\u200b"), _name("\u200b" * 40), _name("\u200e\u202e")
    ('U+200B', 'U+200B ×40', 'U+200E U+202E')
    """
    if len(set(run)) == 1:
        return f"U+{ord(run[0]):04X}" + (f" ×{len(run)}" if len(run) > 1 else "")
    named = " ".join(f"U+{ord(char):04X}" for char in run[:NAMED])
    return f"{named} … {len(run)} in all" if len(run) > NAMED else named


def web_address(url: str | None) -> str | None:
    """Return ``url`` if it may stand in a link: http(s), with a host, printable, not endless.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    if not url or len(url) > LONGEST_URL or any(c.isspace() or hides(c) for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
