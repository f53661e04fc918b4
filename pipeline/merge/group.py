"""The mentions of one work, side by side, as the rules of survivorship see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.model import Listing, Mention, Standard
from pipeline.normalise.fold import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One work's mentions, sorted by id.

    ``borrowed`` holds the folded titles, among those printed here, that another work's
    mentions bear as well: one of the two may have been printed over.
    """

    work_id: str
    standards: tuple[Standard, ...]
    borrowed: frozenset[str] = frozenset()

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions alone."""
        return tuple(standard.mention for standard in self.standards)

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Every listing of every mention."""
        return tuple(listing for standard in self.standards for listing in standard.listings)


def groups(standards: Iterable[Standard], work_of: Mapping[str, str]) -> Iterator[Group]:
    """Yield the works in the order of their ids."""
    members: dict[str, list[Standard]] = {}
    bearers: dict[str, set[str]] = {}
    for standard in standards:
        work_id = work_of[standard.mention_id]
        members.setdefault(work_id, []).append(standard)
        bearers.setdefault(fold(standard.title), set()).add(work_id)
    for work_id, found in sorted(members.items()):
        titles = {fold(standard.title) for standard in found}
        yield Group(
            work_id=work_id,
            standards=tuple(sorted(found, key=lambda s: s.mention_id)),
            borrowed=frozenset(title for title in titles if len(bearers[title]) > 1),
        )


def home(standard: Standard) -> Listing:
    """Return the listing that speaks for a mention.

    It is the oldest, so that the same entry on a further page changes nothing.
    """
    if len(standard.listings) == 1:
        return standard.listings[0]
    return min(standard.listings, key=lambda listing: (listing.fetched_at, listing.listing_id))
