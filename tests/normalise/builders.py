"""Pages made by hand: entries with the fields that a test is about."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.model import Entry, Field, Reading, Snapshot

FETCHED = datetime(2026, 11, 21, tzinfo=UTC)


def entry(title: str, abstract: str = "", ordinal: int = 1, **fields: str | Sequence[str]) -> Entry:
    """Return an entry; each keyword is a field's role with its value or values."""
    made = []
    for at, (role, said) in enumerate(fields.items()):
        values = (said,) if isinstance(said, str) else tuple(said)
        made.append(
            Field(
                label=role.title(),
                role=role,
                values=values,
                locator=f"L{ordinal}0{at}",
                value_locators=tuple(f"L{ordinal}0{at}.{n}" for n in range(len(values))),
            )
        )
    return Entry(
        ordinal=ordinal,
        locator=f"L{ordinal}",
        title=title,
        title_locator=f"L{ordinal}",
        abstract=abstract,
        abstract_locator=f"L{ordinal}-abstract" if abstract else "",
        fields=tuple(made),
    )


def reading(
    *entries: Entry, page: str = "page.txt", source: str = "iom_topics", body: str | None = None
) -> Reading:
    """Return a page of ``entries``; its bytes differ where ``body`` or the entries do."""
    content = (body if body is not None else repr(entries)).encode()
    snapshot = Snapshot(
        sha256=hashlib.sha256(content).hexdigest(),
        page=page,
        url=None,
        fetched_at=FETCHED,
        media_type="text/plain",
        body=content,
    )
    numbered = tuple(
        Entry(
            ordinal=at,
            locator=item.locator,
            title=item.title,
            title_locator=item.title_locator,
            abstract=item.abstract,
            abstract_locator=item.abstract_locator,
            fields=item.fields,
            url=item.url,
        )
        for at, item in enumerate(entries, start=1)
    )
    return Reading(source=source, snapshot=snapshot, entries=numbered, claims=(), unread=())
