"""Editions of one entry put together: two statements that agree are one edition."""

from collections.abc import Iterable
from dataclasses import fields, replace

from pipeline.model import MentionEdition


def folded_editions(editions: Iterable[MentionEdition]) -> tuple[MentionEdition, ...]:
    """Return the editions with those that say less of the same one taken into it, in order.

    >>> bare = MentionEdition(language="en", isbn=None, pages=None, year=None, formats=())
    >>> full = MentionEdition(language="en", isbn=None, pages=184, year=2015, formats=("pdf",))
    >>> folded_editions([bare, full]) == (full,)
    True
    """
    kept: list[MentionEdition] = []
    for edition in editions:
        for at, other in enumerate(kept[:_MOST]):
            if _agree(edition, other):
                kept[at] = _joined(other, edition)
                break
        else:
            kept.append(edition)
    return tuple(dict.fromkeys(kept))


_MOST = 200  # editions of one entry that are compared


def _agree(left: MentionEdition, right: MentionEdition) -> bool:
    """Tell whether two statements are of one edition: one language, nothing contradicted.

    Two that say nothing but the same language and different things beside may be two editions.
    """
    if left.language != right.language:
        return False
    pairs = [(getattr(left, name), getattr(right, name)) for name in ("isbn", "pages", "year")]
    return all(a is None or b is None or a == b for a, b in pairs)


def _joined(left: MentionEdition, right: MentionEdition) -> MentionEdition:
    told = {
        item.name: getattr(left, item.name)
        if getattr(left, item.name) is not None
        else getattr(right, item.name)
        for item in fields(left)
    }
    formats = tuple(dict.fromkeys((*left.formats, *right.formats)))
    return replace(left, **{**told, "formats": formats})
