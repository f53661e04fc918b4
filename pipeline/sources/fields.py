"""A field of an entry, made of the values that a layout found and where each stands."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Field
from pipeline.sources import labels


def field(label: str, role: str, pieces: Sequence[tuple[str, str]]) -> Field:
    """Return a field; a single value that holds a list is cut as the role has it.

    Args:
        label: As the source calls it.
        role: What it means.
        pieces: Value and locator of each, in page order.

    >>> field("Countries", "country", [("Chad, Mali", "L3")]).values
    ('Chad', 'Mali')
    """
    whole = [*dict.fromkeys(locator for _, locator in pieces)]
    if len(pieces) == 1:
        text, locator = pieces[0]
        pieces = [(part, locator) for part in _cut(text, role)]
    return Field(
        label=label,
        role=role,
        values=tuple(text for text, _ in pieces),
        locator=";".join(whole),
        value_locators=tuple(locator for _, locator in pieces),
    )


def _cut(text: str, role: str) -> tuple[str, ...]:
    """Cut a list; names are left whole unless semicolons part them, since commas are in names."""
    if role == "authors" and ";" not in text:
        return (text,)
    return labels.cut(text, role)
