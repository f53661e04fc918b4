"""Rows for reports under test: facts of real publications, formal values elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pipeline.model import (
    Change,
    Conflict,
    Contributor,
    Coverage,
    Decision,
    Edition,
    Evidence,
    Listing,
    Mention,
    MentionEdition,
    Pair,
    Provenance,
    Relation,
    UnknownRow,
    Work,
)
from pipeline.report import PageRead, PageSetAside, ReportData, Thresholds

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
THRESHOLDS = Thresholds(upper=6.0, lower=-2.0, prior=-8.0)


def mention(mention_id: str, work_id: str = "w-1", **values: Any) -> Mention:
    plain = Mention(
        mention_id=mention_id,
        work_id=work_id,
        source="topic_pages",
        title="Legal Review on Trafficking in Persons in the Caribbean",
        abstract=None,
        abstract_language=None,
        year=2005,
        month=None,
        series=None,
        contributors=(),
        editions=(),
        isbns=(),
        issns=(),
        availability=None,
        price_amount=None,
        price_currency=None,
        country_codes=(),
        region_codes=(),
        is_worldwide=None,
    )
    return replace(plain, **values)


def listing(listing_id: str, mention_id: str, **values: Any) -> Listing:
    plain = Listing(
        listing_id=listing_id,
        mention_id=mention_id,
        source="topic_pages",
        page="page-1.html",
        url=None,
        entry_url=None,
        snapshot_sha256="a" * 64,
        ordinal=1,
        locator="L5-L12",
        title="Legal Review on Trafficking in Persons in the Caribbean",
        title_locator="L5",
        abstract=None,
        abstract_locator=None,
        fields=(),
        fetched_at=NOW,
    )
    return replace(plain, **values)


def work(work_id: str, **values: Any) -> Work:
    plain = Work(
        work_id=work_id,
        title="Legal Review on Trafficking in Persons in the Caribbean",
        alternative_titles=(),
        abstract=None,
        year=2005,
        series=None,
        languages=("en",),
        contributors=(),
        country_codes=(),
        region_codes=(),
        is_worldwide=None,
        isbns=(),
        sources=("topic_pages",),
        mention_count=1,
        edition_count=1,
        has_conflict=False,
        needs_review=False,
        first_seen_on=date(2026, 11, 21),
        last_seen_on=date(2026, 11, 21),
    )
    return replace(plain, **values)


def pair(left: str, right: str, weight: float, band: str, **values: Any) -> Pair:
    plain = Pair(
        left_mention_id=left,
        right_mention_id=right,
        weight=weight,
        probability=1 / (1 + 2**-weight),
        band=band,
        reason="The evidence says so.",
        evidence_hash="e-1",
    )
    return replace(plain, **values)


def evidence(left: str, right: str, comparison: str, weight: float, **values: Any) -> Evidence:
    plain = Evidence(
        left_mention_id=left,
        right_mention_id=right,
        comparison=comparison,
        level="the same",
        weight=weight,
        left_value="",
        right_value="",
    )
    return replace(plain, **values)


def unknown(text: str, kind: str = "line", **values: Any) -> UnknownRow:
    plain = UnknownRow(
        snapshot_sha256="a" * 64,
        page="page-1.html",
        locator="L9",
        kind=kind,
        text=text,
        suggestion=None,
    )
    return replace(plain, **values)


def release(**values: Any) -> ReportData:
    plain = ReportData(version="2026-11-21.1", as_of=NOW, parent=None, thresholds=THRESHOLDS)
    return replace(plain, **values)


CARIBBEAN = (
    "Exploratory Assessment of Trafficking in Persons in the Caribbean Region",
    "Legal Review on Trafficking in Persons in the Caribbean: The Bahamas, Barbados, Guyana, "
    "Jamaica, The Netherlands Antilles, St. Lucia, Suriname, Trinidad and Tobago",
)
BALKANS = "Needs Assessment: Human Trafficking in the Western Balkans"


def sample() -> ReportData:
    """A small release with something in every section."""
    text = (
        "Reads the laws of eight countries of the region beside the Palermo Protocol. "
        "It names what each law covers, what it leaves out, and which bills were before the "
        "parliaments at the time of writing. A table at the end sets the countries side by side, "
        "and a last chapter proposes a model law that the countries may start from."
    )
    english = MentionEdition(
        language="en", isbn="9789290682608", pages=184, year=2005, formats=("print", "pdf")
    )
    mcadam = Contributor(
        name="McAdam", given="Marika", kind="person", role="author", raw="Marika McAdam"
    )
    mentions = (
        mention(
            "m-a1",
            title=CARIBBEAN[1].partition(":")[0],
            abstract=text[:-110],
            country_codes=("BB", "JM"),
            region_codes=("029",),
        ),
        mention(
            "m-a2",
            source="catalogue",
            title=CARIBBEAN[1] + " (Second Edition)",
            abstract=text,
            editions=(english,),
            isbns=("9789290682608",),
            availability=("print", "pdf"),
            price_amount=16.0,
            price_currency="USD",
            country_codes=("BB", "JM", "TT"),
        ),
        mention(
            "m-b1",
            "w-2",
            title=BALKANS,
            year=2014,
            contributors=(mcadam,),
            country_codes=("AL", "BA", "XK"),
        ),
        mention(
            "m-b2",
            "w-2",
            source="catalogue",
            title=BALKANS.replace("Trafficking", "trafficking"),
            year=2015,
            month=6,
            abstract="Looks at the needs of six administrations.",
        ),
        mention("m-c1", "w-3", source="catalogue", title=CARIBBEAN[0]),
        mention(
            "m-d1",
            "w-4",
            title="Needs Assessment Tool: Counter-trafficking Response in Georgia",
            year=2017,
        ),
        mention(
            "m-e1",
            "w-5",
            source="catalogue",
            title="تقييم الاحتياجات",
            year=2017,
            is_worldwide=True,
        ),
    )
    pairs = (
        pair(
            "m-a1",
            "m-a2",
            14.2,
            "same",
            reason="The title but for its subtitle, and the abstract contained in the other.",
        ),
        pair("m-b1", "m-b2", 9.6, "same"),
        pair(
            "m-a2",
            "m-c1",
            1.3,
            "review",
            reason="The same subtitle and year, but another kind of study.",
        ),
        pair(
            "m-b1", "m-d1", -5.5, "different", reason="Two needs assessments of different places."
        ),
        pair("m-a1", "m-b1", -21.0, "different"),
        pair("m-a1", "m-d1", -24.0, "different"),
    )
    rows = (
        evidence(
            "m-a1",
            "m-a2",
            "title",
            8.0,
            level="one is the other less its subtitle",
            left_value=CARIBBEAN[1].partition(":")[0],
            right_value=CARIBBEAN[1],
        ),
        evidence(
            "m-a1",
            "m-a2",
            "abstract",
            12.5,
            level="one holds the other",
            left_value="3 sentences",
            right_value="3 sentences and more",
        ),
        evidence(
            "m-a1",
            "m-a2",
            "year",
            4.0,
            level="the same year",
            left_value="2005",
            right_value="2005",
        ),
        evidence(
            "m-a1",
            "m-a2",
            "places",
            -2.3,
            level="one names a place more",
            left_value="BB JM",
            right_value="BB JM TT",
        ),
        evidence("m-a1", "m-a2", "authors", 0.0, level="neither names an author"),
        evidence("m-b1", "m-b2", "title", 12.0, level="the same title but for case"),
        evidence(
            "m-b1",
            "m-b2",
            "year",
            0.6,
            level="one year apart",
            left_value="2014",
            right_value="2015",
        ),
        evidence("m-a2", "m-c1", "title", 5.3, level="much in common"),
        evidence(
            "m-a2",
            "m-c1",
            "year",
            4.0,
            level="the same year",
            left_value="2005",
            right_value="2005",
        ),
        evidence("m-b1", "m-d1", "title", 2.5, level="some words in common"),
    )
    return release(
        parent="2026-11-20.1",
        works=(
            work(
                "w-1",
                title=mentions[1].title,
                sources=("catalogue", "topic_pages"),
                mention_count=2,
                country_codes=("BB", "JM", "TT"),
                region_codes=("029",),
                needs_review=True,
                has_conflict=True,
                isbns=("9789290682608",),
            ),
            work(
                "w-2",
                title=BALKANS,
                year=2014,
                sources=("catalogue", "topic_pages"),
                mention_count=2,
                country_codes=("AL", "BA", "XK"),
                has_conflict=True,
            ),
            work("w-3", title=CARIBBEAN[0], sources=("catalogue",), needs_review=True),
            work("w-4", title=mentions[5].title, year=2017),
            work(
                "w-5",
                title=mentions[6].title,
                year=2017,
                languages=("ar",),
                sources=("catalogue",),
                is_worldwide=True,
            ),
        ),
        mentions=mentions,
        listings=(
            listing("l-1", "m-a1", url="https://example.org/topic"),
            listing(
                "l-2",
                "m-a1",
                page="page-3.html",
                snapshot_sha256="c" * 64,
                ordinal=4,
                locator="L70-L81",
            ),
            listing(
                "l-3",
                "m-a2",
                source="catalogue",
                page="catalogue.txt",
                snapshot_sha256="b" * 64,
                ordinal=30,
                locator="L410-L418",
            ),
            listing("l-4", "m-b1", ordinal=2, locator="L14-L22"),
            listing(
                "l-5",
                "m-b2",
                source="catalogue",
                page="catalogue.txt",
                snapshot_sha256="b" * 64,
                ordinal=15,
                locator="L201-L208",
            ),
            listing(
                "l-6",
                "m-c1",
                source="catalogue",
                page="catalogue.txt",
                snapshot_sha256="b" * 64,
                ordinal=29,
                locator="L400-L409",
            ),
            listing("l-7", "m-d1", ordinal=3, locator="L24-L30"),
            listing(
                "l-8",
                "m-e1",
                source="catalogue",
                page="catalogue.txt",
                snapshot_sha256="b" * 64,
                ordinal=31,
                locator="L420-L428",
            ),
        ),
        pairs=pairs,
        evidence=rows,
        conflicts=(
            Conflict(
                work_id="w-2",
                field="year",
                kept="2014",
                lost="2015",
                kept_mention_id="m-b1",
                lost_mention_id="m-b2",
                kind="different",
                severity="medium",
            ),
            Conflict(
                work_id="w-1",
                field="title",
                kept=mentions[1].title,
                lost=mentions[0].title,
                kept_mention_id="m-a2",
                lost_mention_id="m-a1",
                kind="shorter",
                severity="low",
            ),
        ),
        unknowns=(
            unknown(
                "Trafficing & Exploitation Series", "label", locator="L10", suggestion="Series"
            ),
            unknown("St. Maarten (Dutch part)", "place", locator="L9", suggestion="SX"),
            unknown(
                "20118/32 pages",
                "date",
                locator="L112",
                page="catalogue.txt",
                snapshot_sha256="b" * 64,
            ),
        ),
        relations=(
            Relation(
                left_work_id="w-1",
                right_work_id="w-3",
                kind="companion",
                basis="the same subtitle, another kind of study",
            ),
        ),
        coverage=(
            *(
                Coverage(
                    work_id=w,
                    mention_id=m,
                    place_code=code,
                    scheme=scheme,
                    name=name,
                    successor_codes=(),
                    basis="stated",
                    raw=name,
                    locator="L7",
                )
                for w, m, code, scheme, name in (
                    ("w-1", "m-a1", "BB", "iso3166-1", "Barbados"),
                    ("w-1", "m-a1", "JM", "iso3166-1", "Jamaica"),
                    ("w-1", "m-a2", "TT", "iso3166-1", "Trinidad and Tobago"),
                    ("w-1", "m-a1", "029", "m49", "Caribbean"),
                    ("w-2", "m-b1", "AL", "iso3166-1", "Albania"),
                    ("w-2", "m-b1", "BA", "iso3166-1", "Bosnia and Herzegovina"),
                    ("w-2", "m-b1", "XK", "user-assigned", "Kosovo"),
                )
            ),
            Coverage(
                work_id="w-1",
                mention_id="m-a2",
                place_code="SR",
                scheme="iso3166-1",
                name="Suriname",
                successor_codes=(),
                basis="title",
                raw="Suriname",
                locator="L410",
            ),
        ),
        editions=(
            Edition(
                edition_id="e-1",
                work_id="w-1",
                language="en",
                isbn="9789290682608",
                year=2005,
                pages=184,
                formats=("pdf", "print"),
                price_amount=16.0,
                price_currency="USD",
                url=None,
            ),
        ),
        changes=(
            Change(
                work_id="w-2", op="changed", field="year", before="2015", after="2014", cause="page"
            ),
            Change(work_id="w-5", op="added", field="", before=None, after=None, cause="page"),
            Change(
                work_id="w-9",
                op="withdrawn",
                field="",
                before="A title that was",
                after=None,
                cause="page",
            ),
        ),
        decisions=(
            Decision(
                decided_at=NOW,
                steward="steward-1",
                left_mention_id="m-b1",
                right_mention_id="m-d1",
                verdict="different",
                because="two places",
                left_title=mentions[2].title,
                right_title=mentions[5].title,
                evidence_hash="e-1",
                status="applied",
            ),
        ),
        provenance=(
            Provenance(
                work_id="w-1",
                field="title",
                value=mentions[1].title,
                mention_id="m-a2",
                listing_id="l-3",
                locator="L410",
                rule="as printed; the longest title wins, since sources shorten titles",
            ),
            Provenance(
                work_id="w-1",
                field="year",
                value="2005",
                mention_id="m-a1",
                listing_id="l-1",
                locator="L9",
                rule="the label Year; the earliest year wins",
            ),
            *(
                Provenance(
                    work_id="w-1",
                    field="country_codes",
                    value=code,
                    mention_id=m,
                    listing_id=at,
                    locator="L7",
                    rule="a country's name; every mention's places are kept",
                )
                for code, m, at in (
                    ("BB", "m-a1", "l-1"),
                    ("JM", "m-a1", "l-1"),
                    ("TT", "m-a2", "l-3"),
                )
            ),
        ),
        pages=(PageRead(page="empty.html", source="topic_pages", snapshot_sha256="d" * 64),),
        set_aside=(
            PageSetAside(
                page="notes.txt", snapshot_sha256="f" * 64, reason="no source recognises it"
            ),
        ),
    )
