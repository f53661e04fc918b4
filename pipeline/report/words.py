"""Where texts differ, word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from markupsafe import Markup

from pipeline.report.text import TITLE, bounded, visible

SAME, FORM, OTHER = 0, 1, 2  # alike; alike but for case or width; not in the other title
COMPARED = 120  # words and signs; what follows is shown unmarked
LONG = 30  # words and signs; in a longer text, marks tell nothing …
TELLING = 0.5  # … if they stand on more than this share of it
FAR, BEFORE = 100, 30  # characters that texts share at least, and those kept of them
REACH = 20_000  # characters within which the place is sought where texts part

Tokens = tuple[re.Match[str], ...]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPEN = {FORM: Markup('<mark class="form">'), OTHER: Markup('<mark class="other">')}


def marked(texts: Sequence[str], limit: int = TITLE) -> tuple[Markup, ...]:
    """Return the texts as markup, with the words that some other text lacks marked.

    >>> marked(["Legal Review", "Legal review (2005)"])[1]
    Markup('<bdi>Legal <mark class="form">review</mark> <mark class="other">(2005)</mark></bdi>')
    """
    heads = [bounded(text, limit) for text in texts]
    return tuple(_against_all(head, [_tokens(other) for other in heads]) for head in heads)


def marked_beginnings(beginnings: Sequence[str], texts: Sequence[str]) -> tuple[Markup, ...]:
    """Return the beginnings of ``texts`` as markup, held against twice as much of the others."""
    reaches = (2 * len(head) for head in beginnings)
    others = [_tokens(bounded(text, reach)) for text, reach in zip(texts, reaches, strict=True)]
    return tuple(_against_all(head, others) for head in beginnings)


def partings(texts: Sequence[str]) -> tuple[str, ...]:
    """Return long texts from shortly before the place where they part.

    >>> partings(["the same words " * 9 + "here", "the same words " * 9 + "there"])
    ('… the same words the same words here', '… the same words the same words there')
    """
    heads = [text[:REACH] for text in texts]
    ends = min(map(len, heads), default=0)
    columns = enumerate(zip(*heads, strict=False))
    common = next((at for at, chars in columns if len(set(chars)) > 1), ends)
    start = heads[0].rfind(" ", 0, max(0, common - BEFORE)) + 1
    return tuple(f"… {head[start:]}" for head in heads) if common > FAR and start else tuple(texts)


def _against_all(head: str, others: Sequence[Tokens]) -> Markup:
    """Return a text with its marks; a long one that shares little with the others has none.

    A page of marks tells nothing.
    """
    own = _tokens(head)
    levels = _levels(own, others)
    is_telling = len(own) < LONG or levels.count(OTHER) <= TELLING * len(own)
    return _markup(head, own, levels if is_telling else [SAME] * len(own))


def _tokens(text: str) -> Tokens:
    return tuple(_TOKEN.finditer(text))[:COMPARED]


def _levels(own: Tokens, others: Iterable[Tokens]) -> list[int]:
    """Return how far each word is from being in all the other texts, where these say anything."""
    levels = [SAME] * len(own)
    for other in others:
        for at, level in enumerate(_against(own, other) if other else ()):
            levels[at] = max(levels[at], level)
    return levels


def _against(own: Tokens, other: Tokens) -> list[int]:
    if [token[0] for token in own] == [token[0] for token in other]:
        return [SAME] * len(own)
    levels = [OTHER] * len(own)
    matcher = SequenceMatcher(None, _keys(own), _keys(other), autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            left, right = own[block.a + step][0], other[block.b + step][0]
            levels[block.a + step] = SAME if left == right else FORM
    return levels


def _keys(tokens: Tokens) -> list[str]:
    return [unicodedata.normalize("NFKC", token[0]).casefold() for token in tokens]


def _markup(text: str, tokens: Tokens, levels: list[int]) -> Markup:
    parts, at = [Markup("<bdi>")], 0
    for start, end, level in _spans(tokens, levels):
        parts += [visible(text[at:start]), _OPEN[level], visible(text[start:end])]
        parts.append(Markup("</mark>"))
        at = end
    return Markup("").join([*parts, visible(text[at:]), Markup("</bdi>")])


def _spans(tokens: Tokens, levels: list[int]) -> list[tuple[int, int, int]]:
    """Return the marked spans: neighbours of one level are one span, with the gaps between."""
    spans: list[tuple[int, int, int]] = []
    previous = SAME
    for token, level in zip(tokens, levels, strict=True):
        if level and level == previous:
            spans[-1] = (spans[-1][0], token.end(), level)
        elif level:
            spans.append((token.start(), token.end(), level))
        previous = level
    return spans
