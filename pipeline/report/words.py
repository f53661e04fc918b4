"""Where two titles differ, word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from markupsafe import Markup

from pipeline.report.text import TITLE, bounded, visible

SAME, FORM, OTHER = 0, 1, 2  # alike; alike but for case or width; not in the other title
COMPARED = 120  # words and signs; what follows is shown unmarked

_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPEN = {FORM: Markup('<mark class="form">'), OTHER: Markup('<mark class="other">')}


def marked(texts: Sequence[str], limit: int = TITLE) -> tuple[Markup, ...]:
    """Return the texts as markup, with the words that some other text lacks marked.

    >>> marked(["Legal Review", "Legal review (2005)"])[1]
    Markup('<bdi>Legal <mark class="form">review</mark> <mark class="other">(2005)</mark></bdi>')
    """
    heads = tuple(bounded(text, limit) for text in texts)
    tokens = {head: list(_TOKEN.finditer(head))[:COMPARED] for head in set(heads)}
    return tuple(
        _markup(head, tokens[head], _levels(tokens[head], [tokens[other] for other in heads]))
        for head in heads
    )


def _levels(own: list[re.Match[str]], others: list[list[re.Match[str]]]) -> list[int]:
    levels = [SAME] * len(own)
    for other in others:
        for at, level in enumerate(_against(own, other) if other is not own else ()):
            levels[at] = max(levels[at], level)
    return levels


def _against(own: list[re.Match[str]], other: list[re.Match[str]]) -> list[int]:
    levels = [OTHER] * len(own)
    matcher = SequenceMatcher(None, _keys(own), _keys(other), autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            left, right = own[block.a + step][0], other[block.b + step][0]
            levels[block.a + step] = SAME if left == right else FORM
    return levels


def _keys(tokens: list[re.Match[str]]) -> list[str]:
    return [unicodedata.normalize("NFKC", token[0]).casefold() for token in tokens]


def _markup(text: str, tokens: list[re.Match[str]], levels: list[int]) -> Markup:
    parts, at = [Markup("<bdi>")], 0
    for start, end, level in _spans(tokens, levels):
        parts += [visible(text[at:start]), _OPEN[level], visible(text[start:end])]
        parts.append(Markup("</mark>"))
        at = end
    return Markup("").join([*parts, visible(text[at:]), Markup("</bdi>")])


def _spans(tokens: list[re.Match[str]], levels: list[int]) -> list[tuple[int, int, int]]:
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
