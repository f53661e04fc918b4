"""Blocks of an abstract as paragraphs: what a page break cut in two is joined again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Block
from pipeline.sources.words import ends_a_sentence, length, starts_low, stops

_BULLET = re.compile(r"[-–—•*·▪◦‣●○■►]\s+")
_ABBREVIATED = re.compile(
    r"(?:e\.g|i\.e|et al|vs|cf|etc|Nos?|Dr|Mrs?|Ms|Prof|St|U\.S|pp?|art|Art|ch|vol|Vol|ex|Sra?"
    r"|M|Mme|z\.B|bzw|т\.е|т\.д)\.$"
)
_OPEN = re.compile(
    r"(?:[,(\[–—/&«“]|[^\W\d_]-|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|nor|as|that|which|who"
    r"|whose|into|than|between|among|through|this|these|their|its|is|are|was|were|has|have|be|been|not"
    r"|le|la|les|l'|un|une|des|du|de|d'|et|ou|à|au|aux|en|dans|par|pour|sur|avec|que|qui|dont|ce|cette"
    r"|el|los|las|del|al|y|o|u|con|por|para|su|sus|se|es|una|como"
    r"|os|as|do|da|dos|das|no|na|nos|nas|e|com|ao|à|um|uma|não"
    r"|der|die|das|den|dem|des|ein|eine|einer|und|oder|von|vom|zu|zur|zum|im|mit|für|auf|ist|sind"
    r"|и|в|на|с|к|по|для|от|из|за|о|об|при|не|или|что))$",
    re.IGNORECASE,
)
_SAME = frozenset({"continues", "same_line"})
BREAK_MIN = 60  # letters; a shorter line without a full stop is a line of its own


def paragraphs(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the paragraphs of ``blocks``, list items as ``- item``.

    The bullet is the one thing set in a standard form, because HTML has none of its own.
    """
    found: list[list[str]] = []
    for before, block in zip((None, *blocks), blocks, strict=False):
        if before is not None and continues(before, block):
            found[-1].append(block.text)
        else:
            found.append([_item(block)])
    known = _vocabulary(found)
    return tuple(_joined(parts, known) for parts in found)


def continues(before: Block, block: Block) -> bool:
    """Tell whether ``block`` goes on with the sentence that ``before`` broke off."""
    if block.hints & _SAME:
        return True
    if _is_item(block) or "heading" in (block.kind, before.kind):
        return False
    low = starts_low(block.text)
    if stops(before.text):
        return low and _ABBREVIATED.search(before.text[-12:]) is not None
    if is_enumerated(block.text):
        return False
    if block.text.startswith("o ") and (_is_item(before) or is_enumerated(before.text)):
        return False  # the bullet of an inner list, as word processors write it
    return low or (not _is_item(before) and _is_broken_off(before.text, block.text))


def _is_broken_off(before: str, text: str) -> bool:
    """Tell whether a line stops in mid-sentence though the next begins with a capital."""
    if _OPEN.search(before[-24:]):
        return True
    return length(before) >= BREAK_MIN and not before.isupper() and ends_a_sentence(text)


def is_enumerated(text: str) -> bool:
    """Tell whether ``text`` begins with the number or letter of a list's item."""
    return re.match(r"\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s", text) is not None


def _is_item(block: Block) -> bool:
    return block.kind == "list_item" or _BULLET.match(block.text) is not None


def _item(block: Block) -> str:
    if not _is_item(block):
        return block.text
    return "- " + _BULLET.sub("", block.text, count=1)


def _vocabulary(found: Sequence[Sequence[str]]) -> frozenset[str]:
    """The words of the paragraphs, needed only where a word was cut at a hyphen."""
    if not any(part.endswith(("-", "\xad")) for parts in found for part in parts[:-1]):
        return frozenset()
    return frozenset(
        word.strip(".,;:!?()[]\"'“”’").lower()
        for parts in found
        for part in parts
        for word in part.split()
    )


def _joined(parts: Sequence[str], known: frozenset[str]) -> str:
    pieces = [parts[0]]
    for part in parts[1:]:
        pieces += _glue(pieces, part, known)
    return "".join(pieces)


def _glue(pieces: list[str], part: str, known: frozenset[str]) -> tuple[str, ...]:
    """Join at a hyphen: dropped where the whole word is known without it, kept otherwise."""
    last = pieces[-1]
    if last.endswith("\xad"):
        pieces[-1] = last[:-1]
        return (part,)
    if not (last.endswith("-") and last[-2:-1].isalpha() and starts_low(part)):
        return (" ", part)
    head = last.rsplit(maxsplit=1)[-1][:-1].lower()
    tail = part.split(maxsplit=1)[0].strip(".,;:!?()[]\"'“”’").lower()
    if head.lstrip("([\"'“‘") + tail in known:
        pieces[-1] = last[:-1]
    return (part,)
