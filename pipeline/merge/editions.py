"""The editions of one work: variants of its mentions, united by identifier, then language.

Two variants are one edition when they bear the same ISBN; when one of them bears none, if
language and year agree (a year not given agrees with any). A variant of no stated language
joins the one that has its page count. Two variants that one mention sets side by side stay
two, unless only their formats differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pipeline.merge.group import Group, home
from pipeline.model import Edition, Listing, MentionEdition, Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One mention's statement of an edition."""

    edition: MentionEdition
    standard: Standard

    @property
    def mention_id(self) -> str:
        """Whose statement it is."""
        return self.standard.mention.mention_id

    @property
    def identity(self) -> tuple[Any, ...]:
        """All but the formats, fullest first when sorted."""
        edition = self.edition
        values = (edition.isbn, edition.language, edition.year, edition.pages)
        return tuple((value is None, str(value)) for value in values)


@dataclass(slots=True)
class United:
    """The variants that are one edition, the fullest first."""

    variants: list[Variant] = field(default_factory=list)

    def first(self, name: str) -> Any:
        """The value of the first variant that gives one."""
        values = (getattr(variant.edition, name) for variant in self.variants)
        return next((value for value in values if value is not None), None)


def united(group: Group) -> list[United]:
    """Return the editions of a work; the order of its mentions makes no difference."""
    found: list[United] = []
    variants = [
        Variant(edition=edition, standard=standard)
        for standard in group.standards
        for edition in standard.mention.editions
    ]
    for variant in sorted(variants, key=_rank):
        fitting = [edition for edition in found if _fits(edition, variant)]
        if fitting:
            max(fitting, key=lambda edition: _closeness(edition, variant)).variants.append(variant)
        else:
            found.append(United([variant]))
    return found


def _rank(variant: Variant) -> tuple[Any, ...]:
    return variant.identity, variant.edition.formats, variant.mention_id


def _fits(edition: United, variant: Variant) -> bool:
    new = variant.edition
    if new.isbn is not None:
        return bool(new.isbn == edition.first("isbn"))
    own = [other for other in edition.variants if other.mention_id == variant.mention_id]
    if own:
        return any(other.identity == variant.identity for other in own)
    if new.year is not None and edition.first("year") not in (None, new.year):
        return False
    if new.language is not None and edition.first("language") is not None:
        return bool(new.language == edition.first("language"))
    return new.pages is None or edition.first("pages") in (None, new.pages)


def _closeness(edition: United, variant: Variant) -> tuple[bool, ...]:
    """What speaks for an edition among several that fit; the first found wins a tie."""
    names = ("language", "pages", "year")
    return tuple(getattr(variant.edition, name) == edition.first(name) for name in names)


def editions(group: Group) -> Iterator[Edition]:
    """Yield the rows of a work's editions."""
    taken: set[str] = set()
    for edition in united(group):
        row = _row(group.work_id, edition, taken)
        taken.add(row.edition_id)
        yield row


def _row(work_id: str, edition: United, taken: set[str]) -> Edition:
    isbn, language, year = (edition.first(name) for name in ("isbn", "language", "year"))
    formats = {name for variant in edition.variants for name in variant.edition.formats}
    price = next((each.mention for each in priced(edition)), None)
    return Edition(
        edition_id=_edition_id(work_id, isbn or f"{language or ''}|{year or ''}", taken),
        work_id=work_id,
        language=language,
        isbn=isbn,
        year=year,
        pages=edition.first("pages"),
        formats=tuple(sorted(formats)),
        price_amount=price.price_amount if price else None,
        price_currency=price.price_currency if price else None,
        url=_url(edition),
    )


def _edition_id(work_id: str, variant: str, taken: Iterable[str]) -> str:
    count = 0
    while True:
        text = f"{work_id}|{variant}|{count}" if count else f"{work_id}|{variant}"
        edition_id = f"e-{sha256(text.encode()).hexdigest()[:12]}"
        if edition_id not in taken:
            return edition_id
        count += 1


def priced(edition: United) -> Iterator[Standard]:
    """Yield those whose price is the edition's: it is their only one, or can be posted.

    The first of them is the one that stands.
    """
    for variant in edition.variants:
        mention, formats = variant.standard.mention, variant.edition.formats
        is_meant = len(mention.editions) == 1 or not formats or "print" in formats
        if mention.price_amount is not None and is_meant:
            yield variant.standard


def _url(edition: United) -> str | None:
    """The entry's own page, where a mention lists this edition alone."""
    pages: Iterator[Listing] = (
        home(variant.standard)
        for variant in edition.variants
        if len(variant.standard.mention.editions) == 1
    )
    return next((page.entry_url for page in pages if page.entry_url), None)
