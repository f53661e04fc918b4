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
TELLING = 0.5  # share of words in no other text above which marks tell nothing

Tokens = tuple[re.Match[str], ...]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPEN = {FORM: Markup('<mark class="form">'), OTHER: Markup('<mark class="other">')}


def marked(texts: Sequence[str], limit: int = TITLE) -> tuple[Markup, ...]:
    """Return the texts as markup, with the words that some other text lacks marked.

    >>> marked(["Legal Review", "Legal review (2005)"])[1]
    Markup('<bdi>Legal <mark class="form">review</mark> <mark class="other">(2005)</mark></bdi>')
    """
    heads = tuple(bounded(text, limit) for text in texts)
    tokens = tuple(map(_tokens, heads))
    return tuple(
        _markup(head, own, _levels(own, tokens)) for head, own in zip(heads, tokens, strict=True)
    )


def marked_beginnings(beginnings: Sequence[str], texts: Sequence[str]) -> tuple[Markup, ...]:
    """Return the beginnings of ``texts`` as markup, held against twice as much of the others.

    A beginning that shares little with the others is not marked: a page of marks tells nothing.
    """
    others = [
        _tokens(bounded(text, 2 * len(head))) for head, text in zip(beginnings, texts, strict=True)
    ]
    shown = []
    for head in beginnings:
        own = _tokens(head)
        levels = _levels(own, others)
        is_telling = levels.count(OTHER) <= TELLING * len(levels)
        shown.append(_markup(head, own, levels if is_telling else [SAME] * len(levels)))
    return tuple(shown)


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
