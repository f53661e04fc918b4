"""The nouns of Collate, as frozen dataclasses.

The first part lives in memory only; the second part (``TABLES``) is what a release
publishes, each column declared once. Codes: countries ISO 3166-1 alpha-2, ``XK`` for
Kosovo, ISO 3166-3 alpha-4 for former countries; regions UN M49 (three digits) or
``x-slug`` for a grouping that M49 lacks; languages ISO 639-1, else 639-3; currency
ISO 4217. Instants are UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

from pipeline.errors import PageError
from pipeline.schema import Column

# --------------------------------------------------------------------------- in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One page at one time, byte for byte, named by its SHA-256."""

    sha256: str
    page: str  # the file's name, or the last segment of the URL; a label, never an identity
    url: str | None
    fetched_at: datetime
    media_type: str  # text/plain, text/html, application/pdf
    charset: str | None = None  # as the server or a person said; None: detect
    body: bytes = field(repr=False, default=b"")  # empty where `path` says where they are
    path: Path | None = field(repr=False, compare=False, default=None)

    @property
    def content(self) -> bytes:
        """The page's bytes; those of a stored page are read now, and held by nobody after.

        Raises:
            PageError: They are gone, or are no longer those that the page is named by.
        """
        if self.path is None:
            return self.body
        try:
            body = self.path.read_bytes()
        except OSError as error:
            raise PageError(self.page, f"its bytes cannot be read ({error.strerror})") from error
        if hashlib.sha256(body).hexdigest() != self.sha256:
            raise PageError(self.page, f"the snapshot {self.sha256[:12]}… was changed on disk")
        return body


class Block(NamedTuple):
    """One piece of a page's text in reading order.

    Attributes:
        text: The text with white space folded to single spaces, never empty.
        kind: ``heading``, ``paragraph``, ``list_item``, ``label``, ``value`` or ``link``, as
            far as the format says; a text file says ``paragraph`` or ``list_item``.
        locator: Where it stands: ``L12`` or ``L12-L14`` in text, an XPath in HTML.
        line: The source line it starts on, from 1.
        gap: How strongly it is set apart from the block before it: blank lines in text,
            container boundaries crossed in HTML; 0 where it follows directly.
        level: 1 to 6 for a heading that says so, else 0.
        href: The target, for a link.
        hints: What the markup says of it (class names, tag), for layouts that can use them.
    """

    text: str
    kind: str
    locator: str
    line: int
    gap: int = 0
    level: int = 0
    href: str | None = None
    hints: frozenset[str] = frozenset()


class Claim(NamedTuple):
    """Who accounts for a piece of a page: a listing's field, or a named rule that ignores it.

    Either ``listing`` is an entry's ordinal (from 1) and ``claimed_by`` a field's role
    (``title``, ``abstract``, ``country``, ...), or ``listing`` is 0 and ``claimed_by`` names the
    rule (``rule:navigation``, ``rule:order_form``, ``rule:page_heading``, ...).
    """

    locator: str
    line: int
    text: str
    claimed_by: str
    listing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a page as its layout read it: verbatim strings, before it has any id."""

    ordinal: int  # from 1, page order
    locator: str
    title: str
    title_locator: str
    abstract: str  # paragraphs joined by blank lines; "" when there is none
    abstract_locator: str  # "" when there is none
    fields: tuple[Field, ...]
    url: str | None = None  # the entry's own page, where the markup links to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page as one source read it."""

    source: str
    snapshot: Snapshot
    entries: Sequence[Entry]
    claims: Sequence[Claim]  # every non-blank line or block, in page order
    unread: Sequence[Unknown]  # what neither a field nor a rule claims; kinds `line`, `label`
    key: bytes = field(default=b"", repr=False, compare=False)  # of all this, where it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Text that no table and no rule could read; a value, never an error.

    ``suggestion`` is for people: nothing is ever decided by it.
    """

    text: str
    kind: str  # line, label, place, language, identifier, date, contributor
    suggestion: str | None = None
    locator: str = ""
    listing_id: str = ""  # where it was read, once a listing is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place one mention is about, and on what basis."""

    code: str
    scheme: str  # iso3166-1, iso3166-3, user-assigned, m49, grouping
    name: str
    basis: str  # stated, title, abstract
    raw: str
    listing_id: str
    locator: str
    successor_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """An identifier as printed and in standard form; a wrong check digit is kept and marked."""

    scheme: str  # isbn, issn, doi, un_symbol
    value: str
    is_valid: bool
    raw: str
    is_electronic: bool = False
    language: str | None = None  # where the page ties it to a language
    listing_id: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where one value of a mention was read, and by which rule."""

    field: str
    value: str
    listing_id: str
    locator: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A mention with all that normalising found: what goes on to match and merge."""

    mention: Mention
    listings: tuple[Listing, ...]  # sorted by listing_id; the same entry on several pages
    places: tuple[Place, ...]
    identifiers: tuple[Identifier, ...]
    unknowns: tuple[Unknown, ...]  # locator filled in; page and snapshot follow from listings
    traces: tuple[Trace, ...]

    @property
    def mention_id(self) -> str:
        """The id of the mention."""
        return self.mention.mention_id

    @property
    def title(self) -> str:
        """The title of the mention."""
        return self.mention.title

    @property
    def pages(self) -> frozenset[str]:
        """The digests of the pages that list it."""
        return frozenset(listing.snapshot_sha256 for listing in self.listings)

    @property
    def first_fetched(self) -> datetime:
        """When the oldest page that lists it was fetched."""
        return min(listing.fetched_at for listing in self.listings)

    def may_ask(self, kind: str) -> bool:
        """Tell whether an unknown of this kind may be among its own; sure where it says no."""
        return any(unknown.kind == kind for unknown in self.unknowns)

    @property
    def standing(self) -> bytes | None:
        """A key for all of this, and for every row that is made of it; ``None`` if unknown."""
        return None


# --------------------------------------------------------------------------- published

SCHEMES = frozenset({"iso3166-1", "iso3166-3", "user-assigned", "m49", "grouping"})
BASES = frozenset({"stated", "title", "abstract"})
BANDS = frozenset({"same", "review", "different"})
RELATIONS = frozenset({"edition", "translation", "part", "companion", "version"})
VERDICTS = frozenset({"same", "different", "unsure"}) | RELATIONS
UNKNOWN_KINDS = frozenset(
    {"line", "label", "place", "language", "identifier", "date", "contributor"}
)
YEARS = range(1400, 2101)
ALIASED = frozenset({"place", "label", "language"})  # kinds of unknowns that an alias answers
SEVERITIES = frozenset({"low", "medium", "high"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One labelled field of an entry, verbatim."""

    label: Annotated[str, Column(doc="The label as printed; for an unlabelled line, its role")]
    role: Annotated[str, Column(doc="What it means: country, region, authors, …")]
    values: Annotated[tuple[str, ...], Column(doc="The values as the page cuts them")]
    locator: Annotated[str, Column(doc="Where the field stands on the page")]
    value_locators: Annotated[tuple[str, ...], Column(doc="Where each value stands")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One row per entry per page: verbatim strings only."""

    listing_id: Annotated[str, Column(doc="Hash of snapshot and place on the page", key=True)]
    mention_id: Annotated[str, Column(doc="The mention this listing is an appearance of")]
    source: Annotated[str, Column(doc="Name in `sources.toml`")]
    page: Annotated[str, Column(doc="File name, or last segment of the URL", observed=True)]
    url: Annotated[str | None, Column(doc="Address the page was fetched from", observed=True)]
    entry_url: Annotated[str | None, Column(doc="Address the entry links to as its own page")]
    snapshot_sha256: Annotated[str, Column(doc="SHA-256 of the page's bytes")]
    ordinal: Annotated[int, Column(doc="Place on the page, from 1")]
    locator: Annotated[str, Column(doc="Where the entry stands on the page")]
    title: Annotated[str, Column(doc="Title as printed")]
    title_locator: Annotated[str, Column(doc="Where the title stands")]
    abstract: Annotated[str | None, Column(doc="Paragraphs joined by blank lines")]
    abstract_locator: Annotated[str | None, Column(doc="Where the abstract stands")]
    fields: Annotated[tuple[Field, ...], Column(doc="Labelled fields in page order")]
    fetched_at: Annotated[
        datetime, Column(doc="When the snapshot was first fetched", unit="UTC", observed=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """A person or an organisation, as one mention names it."""

    name: Annotated[str, Column(doc="Family name, or the organisation's name")]
    given: Annotated[str | None, Column(doc="Given names, for a person")]
    kind: Annotated[str, Column(doc="person or organisation")]
    role: Annotated[str, Column(doc="author, editor, convener, contributor, publisher")]
    raw: Annotated[str, Column(doc="As printed")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionEdition:
    """A language or printing variant that one mention names."""

    language: Annotated[str | None, Column(doc="ISO 639-1, else 639-3")]
    isbn: Annotated[str | None, Column(doc="ISBN-13 where the page ties it to this variant")]
    pages: Annotated[int | None, Column(doc="Printed pages", unit="pages")]
    year: Annotated[int | None, Column(doc="Year of this variant", unit="CE year", allowed=YEARS)]
    formats: Annotated[tuple[str, ...], Column(doc="print, pdf, epub, online")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One distinct entry of a source in standard form: the unit that is matched."""

    mention_id: Annotated[str, Column(doc="Hash of the source and its own raw key", key=True)]
    work_id: Annotated[str, Column(doc="The work it is a mention of")] = ""
    source: Annotated[str, Column(doc="Name in `sources.toml`")]
    title: Annotated[str, Column(doc="Title, white space folded, less a year in brackets")]
    abstract: Annotated[str | None, Column(doc="Paragraphs joined by blank lines")]
    abstract_language: Annotated[str | None, Column(doc="Language of the abstract, sure or null")]
    year: Annotated[int | None, Column(doc="Year of publication", unit="CE year", allowed=YEARS)]
    month: Annotated[int | None, Column(doc="Month of publication", allowed=range(1, 13))]
    series: Annotated[str | None, Column(doc="Series and number as printed, in one form")]
    contributors: Annotated[tuple[Contributor, ...], Column(doc="In page order")]
    editions: Annotated[tuple[MentionEdition, ...], Column(doc="In page order")]
    isbns: Annotated[tuple[str, ...], Column(doc="ISBN-13s printed, sorted")]
    issns: Annotated[tuple[str, ...], Column(doc="ISSNs printed, sorted")]
    availability: Annotated[
        tuple[str, ...] | None, Column(doc="print, pdf; null where the page does not speak of it")
    ]
    price_amount: Annotated[float | None, Column(doc="Price", unit="price_currency")]
    price_currency: Annotated[str | None, Column(doc="ISO 4217")]
    country_codes: Annotated[tuple[str, ...], Column(doc="Countries the page states, page order")]
    region_codes: Annotated[tuple[str, ...], Column(doc="Regions the page states, page order")]
    is_worldwide: Annotated[
        bool | None, Column(doc="The page says Worldwide; null where it says nothing of places")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One publication, made from every mention of it (the golden record)."""

    work_id: Annotated[str, Column(doc="Lasting identity", key=True)]
    title: Annotated[str, Column(doc="Title that survived")]
    alternative_titles: Annotated[tuple[str, ...], Column(doc="Other titles printed, sorted")]
    abstract: Annotated[str | None, Column(doc="Abstract that survived")]
    year: Annotated[int | None, Column(doc="Year first published", unit="CE year", allowed=YEARS)]
    series: Annotated[str | None, Column(doc="Series and number")]
    languages: Annotated[tuple[str, ...], Column(doc="Languages of its editions, sorted")]
    contributors: Annotated[
        tuple[str, ...], Column(doc="Names, as the fullest mention orders them")
    ]
    country_codes: Annotated[tuple[str, ...], Column(doc="Countries stated by any mention, sorted")]
    region_codes: Annotated[tuple[str, ...], Column(doc="Regions stated by any mention, sorted")]
    is_worldwide: Annotated[bool | None, Column(doc="A mention says Worldwide")]
    isbns: Annotated[tuple[str, ...], Column(doc="ISBN-13s of its editions, sorted")]
    sources: Annotated[tuple[str, ...], Column(doc="Sources that list it, sorted")]
    mention_count: Annotated[int, Column(doc="Mentions merged", unit="mentions")]
    edition_count: Annotated[int, Column(doc="Editions known", unit="editions")]
    has_conflict: Annotated[bool, Column(doc="Two mentions disagree on a field")]
    needs_review: Annotated[bool, Column(doc="A pair with one of its mentions waits for a steward")]
    first_seen_on: Annotated[date, Column(doc="Date of the oldest snapshot with it", observed=True)]
    last_seen_on: Annotated[date, Column(doc="Date of the newest snapshot with it", observed=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A language, format or printing variant of a work."""

    edition_id: Annotated[str, Column(doc="Hash of the work and the variant", key=True)]
    work_id: Annotated[str, Column(doc="The work")]
    language: Annotated[str | None, Column(doc="ISO 639-1, else 639-3")]
    isbn: Annotated[str | None, Column(doc="ISBN-13")]
    year: Annotated[int | None, Column(doc="Year of this variant", unit="CE year", allowed=YEARS)]
    pages: Annotated[int | None, Column(doc="Printed pages", unit="pages")]
    formats: Annotated[tuple[str, ...], Column(doc="print, pdf, epub, online; sorted")]
    price_amount: Annotated[float | None, Column(doc="Price", unit="price_currency")]
    price_currency: Annotated[str | None, Column(doc="ISO 4217")]
    url: Annotated[str | None, Column(doc="Address of this variant")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One row per work, mention, place and basis: what a work is about, and who says so."""

    work_id: Annotated[str, Column(doc="The work", key=True)]
    mention_id: Annotated[str, Column(doc="The mention that says so", key=True)]
    place_code: Annotated[str, Column(doc="Country or region code", key=True)]
    scheme: Annotated[str, Column(doc="Code scheme", allowed=SCHEMES)]
    name: Annotated[str, Column(doc="English name of the place")]
    successor_codes: Annotated[tuple[str, ...], Column(doc="For a former country, what follows it")]
    basis: Annotated[str, Column(doc="How the work names it", key=True, allowed=BASES)]
    raw: Annotated[str, Column(doc="The text it was read from")]
    locator: Annotated[str, Column(doc="Where that text stands on the page")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlace:
    """One row per place and work, sorted by place: the short way from a country to its works."""

    place_code: Annotated[str, Column(doc="Country or region code", key=True)]
    work_id: Annotated[str, Column(doc="A work about it", key=True)]
    scheme: Annotated[str, Column(doc="Code scheme", allowed=SCHEMES)]
    bases: Annotated[
        tuple[str, ...], Column(doc="How the work names it, on any page", allowed=BASES)
    ]
    title: Annotated[str, Column(doc="Title of the work")]
    year: Annotated[int | None, Column(doc="Year of the work", unit="CE year")]
    languages: Annotated[tuple[str, ...], Column(doc="Languages of the work, ISO 639")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributorRow:
    """One row per work, mention and contributor."""

    work_id: Annotated[str, Column(doc="The work", key=True)]
    mention_id: Annotated[str, Column(doc="The mention that names it", key=True)]
    ordinal: Annotated[int, Column(doc="Place in the mention's list, from 1", key=True)]
    name: Annotated[str, Column(doc="Family name, or the organisation's name")]
    given: Annotated[str | None, Column(doc="Given names, for a person")]
    kind: Annotated[str, Column(doc="person or organisation")]
    role: Annotated[str, Column(doc="author, editor, convener, contributor, publisher")]
    raw: Annotated[str, Column(doc="As printed")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRow:
    """One row per work, mention and identifier; wrong ones are kept and marked."""

    work_id: Annotated[str, Column(doc="The work", key=True)]
    mention_id: Annotated[str, Column(doc="The mention that prints it", key=True)]
    scheme: Annotated[str, Column(doc="isbn, issn, doi, un_symbol", key=True)]
    value: Annotated[str, Column(doc="Standard form without hyphens (ISSN with)", key=True)]
    is_valid: Annotated[bool, Column(doc="The check digit is right")]
    is_electronic: Annotated[bool, Column(doc="Printed as that of an electronic edition")]
    language: Annotated[str | None, Column(doc="Language the page ties it to")]
    raw: Annotated[str, Column(doc="As printed")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a published value of a work was read, and why it won."""

    work_id: Annotated[str, Column(doc="The work", key=True)]
    field: Annotated[str, Column(doc="Column of `works`", key=True)]
    value: Annotated[str, Column(doc="The value, as text", key=True)]
    mention_id: Annotated[str, Column(doc="The mention it came from", key=True)]
    listing_id: Annotated[str, Column(doc="The listing it was read in", key=True)]
    locator: Annotated[str, Column(doc="Where on the page", key=True)]
    rule: Annotated[str, Column(doc="How it was read, and why it won")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two mentions that were compared, and the verdict of the weights."""

    left_mention_id: Annotated[str, Column(doc="The smaller id", key=True)]
    right_mention_id: Annotated[str, Column(doc="The larger id", key=True)]
    weight: Annotated[float, Column(doc="Prior plus evidence", unit="bits")]
    probability: Annotated[float, Column(doc="The weight as a probability")]
    band: Annotated[str, Column(doc="What follows from it", allowed=BANDS)]
    reason: Annotated[str, Column(doc="One sentence: why this band")]
    evidence_hash: Annotated[str, Column(doc="Changes when the evidence does")]
    veto: Annotated[
        str | None, Column(doc="The contradiction that keeps them apart whatever the weight")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One comparison of a pair: the first level that held."""

    left_mention_id: Annotated[str, Column(doc="The smaller id", key=True)]
    right_mention_id: Annotated[str, Column(doc="The larger id", key=True)]
    comparison: Annotated[str, Column(doc="What was compared", key=True)]
    level: Annotated[str, Column(doc="The level that held, in words")]
    weight: Annotated[float, Column(doc="log2(m/u)", unit="bits")]
    left_value: Annotated[str, Column(doc="The left value it was judged on")]
    right_value: Annotated[str, Column(doc="The right value it was judged on")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two mentions of one work that disagree; the losing value is kept."""

    work_id: Annotated[str, Column(doc="The work", key=True)]
    field: Annotated[str, Column(doc="Column of `works` or `editions`", key=True)]
    kept: Annotated[str, Column(doc="The value that won")]
    lost: Annotated[str, Column(doc="The value that lost", key=True)]
    kept_mention_id: Annotated[str, Column(doc="Whose value won")]
    lost_mention_id: Annotated[str, Column(doc="Whose value lost", key=True)]
    kind: Annotated[str, Column(doc="spelling, shorter, different, language, within (one page)")]
    severity: Annotated[str, Column(doc="low, medium or high", allowed=SEVERITIES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRow:
    """Text that no table and no rule could read."""

    snapshot_sha256: Annotated[str, Column(doc="The page", key=True)]
    page: Annotated[str, Column(doc="File name, or last segment of the URL", observed=True)]
    locator: Annotated[str, Column(doc="Where on the page", key=True)]
    kind: Annotated[str, Column(doc="What it was meant to be", key=True, allowed=UNKNOWN_KINDS)]
    text: Annotated[str, Column(doc="The text", key=True)]
    suggestion: Annotated[str | None, Column(doc="A guess for a person; never used by itself")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One row per line or block of a page: which field or rule accounts for it."""

    snapshot_sha256: Annotated[str, Column(doc="The page", key=True)]
    locator: Annotated[str, Column(doc="Where on the page", key=True)]
    claimed_by: Annotated[str, Column(doc="A field's role, `rule:…` or `unknown`", key=True)]
    listing_id: Annotated[str | None, Column(doc="The listing, when a field claims it")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One row per source: how it stood when the release was made."""

    source: Annotated[str, Column(doc="Name in `sources.toml`", key=True)]
    title: Annotated[str | None, Column(doc="What people call it")]
    url: Annotated[str | None, Column(doc="Where its pages come from")]
    state: Annotated[
        str,
        Column(
            doc="fresh; stale (older listings stand in for tonight's); missing (none ever read)",
            allowed=frozenset({"fresh", "stale", "missing"}),
        ),
    ]
    reason: Annotated[str | None, Column(doc="Why it is not fresh", observed=True)]
    good_at: Annotated[
        datetime | None,
        Column(doc="When what stands was last fetched and read well", unit="UTC", observed=True),
    ]
    pages: Annotated[int, Column(doc="Pages its listings are read from", unit="pages")]
    listings: Annotated[int, Column(doc="Its listings", unit="listings")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A steward's verdict on a pair, as applied."""

    decided_at: Annotated[datetime, Column(doc="When", unit="UTC", key=True)]
    steward: Annotated[str, Column(doc="Who")]
    left_mention_id: Annotated[str, Column(doc="The smaller id", key=True)]
    right_mention_id: Annotated[str, Column(doc="The larger id", key=True)]
    verdict: Annotated[str, Column(doc="The verdict; undo", allowed=VERDICTS | {"undo"})]
    because: Annotated[str, Column(doc="Why")]
    left_title: Annotated[str, Column(doc="The left title as the steward saw it")]
    right_title: Annotated[str, Column(doc="The right title as the steward saw it")]
    evidence_hash: Annotated[str, Column(doc="The evidence as the steward saw it")]
    status: Annotated[
        str,
        Column(
            doc="applied, superseded by a later line, reopened (evidence changed), absent",
            allowed=frozenset({"applied", "superseded", "reopened", "absent"}),
        ),
    ]
    line: Annotated[int, Column(doc="Its line in decisions.csv, from 1", key=True)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A steward's choice of another value for a field of a work, as applied."""

    decided_at: Annotated[datetime, Column(doc="When", unit="UTC", key=True)]
    steward: Annotated[str, Column(doc="Who")]
    work_id: Annotated[str, Column(doc="The work, as it was called then")]
    field: Annotated[str, Column(doc="Column of `works`")]
    mention_id: Annotated[str, Column(doc="Whose value stands; empty to take a choice back")]
    value: Annotated[str, Column(doc="The value, as text")]
    seen: Annotated[str, Column(doc="Hash of the values that there were to choose from")]
    because: Annotated[str, Column(doc="Why")]
    status: Annotated[
        str,
        Column(
            doc="applied, superseded by a later line, expired (the sources changed), absent",
            allowed=frozenset({"applied", "superseded", "expired", "absent"}),
        ),
    ] = "applied"
    line: Annotated[int, Column(doc="Its line in overrides.csv, from 1", key=True)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A steward's word on what a text means that no table could read, as applied."""

    decided_at: Annotated[datetime, Column(doc="When", unit="UTC", key=True)]
    steward: Annotated[str, Column(doc="Who")]
    kind: Annotated[str, Column(doc="What the text is", allowed=ALIASED)]
    text: Annotated[str, Column(doc="The text, as a page prints it")]
    value: Annotated[
        str, Column(doc="What it means: codes, or a label's role; empty to take it back")
    ]
    because: Annotated[str, Column(doc="Why")]
    status: Annotated[
        str,
        Column(
            doc="applied, superseded by a later line, refused (it means nothing we know)",
            allowed=frozenset({"applied", "superseded", "refused"}),
        ),
    ] = "applied"
    line: Annotated[int, Column(doc="Its line in aliases.csv, from 1", key=True)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Two works that belong together without being one."""

    left_work_id: Annotated[str, Column(doc="One work", key=True)]
    right_work_id: Annotated[str, Column(doc="The other", key=True)]
    kind: Annotated[str, Column(doc="How", key=True, allowed=RELATIONS)]
    basis: Annotated[str, Column(doc="The rule or steward that says so")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where an id of an older release leads today; one hop, never pruned."""

    old_work_id: Annotated[str, Column(doc="The id that was", key=True)]
    work_id: Annotated[str | None, Column(doc="The id that is; null for a withdrawn work")]
    since: Annotated[str, Column(doc="Release that moved it")]
    why: Annotated[str, Column(doc="merged, split or withdrawn, and by what")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One event in the life of a work's identity; only ever added to."""

    seq: Annotated[int, Column(doc="Order of events, from 1", key=True)]
    release: Annotated[str, Column(doc="Release that recorded it")]
    event: Annotated[str, Column(doc="mint, join, leave, merge, split, withdraw, restore")]
    work_id: Annotated[str, Column(doc="The work")]
    mention_id: Annotated[str | None, Column(doc="The mention that founds, joins or leaves")]
    other_work_id: Annotated[
        str | None, Column(doc="The work merged into, split from, or that the mention came from")
    ]
    why: Annotated[str, Column(doc="What made it happen: the pages, the evidence or a steward")] = (
        ""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in a work since the parent release."""

    work_id: Annotated[str, Column(doc="The work", key=True)]
    op: Annotated[
        str,
        Column(
            doc="What happened",
            key=True,
            allowed=frozenset({"added", "withdrawn", "merged", "split", "changed"}),
        ),
    ]
    field: Annotated[str, Column(doc="Column of `works`; empty unless changed", key=True)]
    before: Annotated[str | None, Column(doc="The value in the parent release")]
    after: Annotated[str | None, Column(doc="The value now")]
    cause: Annotated[
        str,
        Column(
            doc="What made it change",
            allowed=frozenset({"page", "parser", "table", "judgement", "model"}),
        ),
    ]


TABLES: Mapping[str, type] = {
    "works": Work,
    "editions": Edition,
    "coverage": Coverage,
    "places": WorkPlace,
    "contributors": ContributorRow,
    "identifiers": IdentifierRow,
    "listings": Listing,
    "mentions": Mention,
    "provenance": Provenance,
    "pairs": Pair,
    "evidence": Evidence,
    "decisions": Decision,
    "overrides": Override,
    "aliases": Alias,
    "relations": Relation,
    "conflicts": Conflict,
    "unknowns": UnknownRow,
    "claims": ClaimRow,
    "sources": SourceState,
    "redirects": Redirect,
    "ledger": LedgerRow,
    "changes": Change,
}
