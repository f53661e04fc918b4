"""What one listing says, as it is gathered field by field; and where a field's values stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.model import (
    Contributor,
    Field,
    Identifier,
    Listing,
    MentionEdition,
    Place,
    Trace,
    Unknown,
)
from pipeline.normalise import dates
from pipeline.normalise.mention_dates import Dating


@dataclass(slots=True, kw_only=True)
class Values:
    """What one listing says; gathered field by field."""

    listing: Listing
    datings: list[Dating] = field(default_factory=list)
    series: str | None = None
    contributors: list[Contributor] = field(default_factory=list)
    editions: list[MentionEdition] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    formats: tuple[str, ...] | None = None
    price: tuple[float, str | None] | None = None
    country_codes: list[str] = field(default_factory=list)
    region_codes: list[str] = field(default_factory=list)
    is_worldwide: bool | None = None
    places: list[Place] = field(default_factory=list)
    unknowns: list[Unknown] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    def trace(self, name: str, value: object, locator: str, rule: str) -> None:
        """Note where a value was read, and by which rule."""
        self.traces.append(
            Trace(
                field=name,
                value=str(value),
                listing_id=self.listing.listing_id,
                locator=locator,
                rule=rule,
            )
        )

    def dated(self, date: dates.Dated, source: str, locator: str, rule: str) -> None:
        """Note a date, where it stands and by which rule it was read."""
        self.datings.append(
            Dating(
                date=date,
                source=source,
                rule=rule,
                listing_id=self.listing.listing_id,
                locator=locator,
            )
        )

    def unknown(self, item: Unknown, locator: str) -> None:
        """Note a text that could not be read, and where it stands."""
        self.unknowns.append(replace(item, locator=locator, listing_id=self.listing.listing_id))


def each(item: Field) -> Iterator[tuple[str, str]]:
    """Yield the values of a field that say something, each with its place."""
    for at, value in enumerate(item.values):
        if value.strip():
            yield value, place_of(item, at)


def place_of(item: Field, at: int) -> str:
    """Return where a value stands; where its field does if that is not said."""
    return item.value_locators[at] if at < len(item.value_locators) else item.locator


def of_role(found: Values, role: str) -> Iterator[Field]:
    """Yield the fields of a role, in page order."""
    return (item for item in found.listing.fields if item.role == role)


def span(item: Field, start: int, stop: int) -> str:
    """Return the places of a stretch of values; that of the whole field if it has none."""
    return ";".join(dict.fromkeys(place_of(item, at) for at in range(start, stop))) or item.locator
