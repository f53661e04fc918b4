"""Which of the dates that an entry states is its date of publication."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.normalise.dates import Dated

# Where a date can stand, the surest first. The end of a title comes last: a bare year there
# may be what the work is about, so it is never chosen unless a month stands with it.
SOURCES = ("year", "brackets", "series", "imprint", "date", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """One statement of a date: where it stands (one of ``SOURCES``), and the rule that read it."""

    date: Dated
    source: str
    rule: str
    listing_id: str
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The year and month of publication, and every statement, the surest first."""

    year: int | None
    month: int | None
    datings: tuple[Dating, ...]


def chosen(datings: Iterable[Dating]) -> Chosen:
    """Return the date that the surest statement gives, with the month of one that agrees."""
    ranked = sorted(datings, key=lambda item: SOURCES.index(item.source))
    sure = [item for item in ranked if item.source != "title"]
    usable = sure or [item for item in ranked if item.date.month is not None]
    year = usable[0].date.year if usable else None
    months = (item.date.month for item in usable if item.date.year == year)
    month = next((month for month in months if month is not None), None)
    return Chosen(year=year, month=month, datings=tuple(ranked))
