"""A night on which pages, judgements and weights change at once: each change has its own cause."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import pipeline
from pipeline.decide import decide
from pipeline.match import model_file
from pipeline.match.model import shipped
from pipeline.release import causes, diff, manifest, versions
from pipeline.release.diff import differing_inputs
from pipeline.run import run
from pipeline.stages import Request
from tests.pages import Card, entry, page

pytestmark = pytest.mark.heavy
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
ALL = [Card(1), Card(2), Card(3), Card(4), Card(4, 1)]


class Site:
    """Five works on one page; the next night brings what a test asks for."""

    def __init__(self, folder: Path) -> None:
        self.pages, self.folder = folder / "pages", folder
        self.pages.mkdir()
        self.write("one.txt", ALL)
        self.request = Request(
            as_of=FIRST,
            pages=(self.pages,),
            raw=folder / "curated" / "raw",
            curated=folder / "curated",
            accept="a test",
        )
        run(self.request)

    def write(self, name: str, cards: list[Card], *, moved: Card | None = None) -> None:
        """Write a page; the work ``moved`` is now about France."""
        text = page(cards)
        if moved is not None:
            old = entry(moved)
            text = text.replace(old, re.sub(r"Country\n\w+", "Country\nFrance", old))
        (self.pages / name).write_text(text, encoding="utf-8")

    def mention(self, card: Card) -> str:
        title = page([card]).split("\n\n")[2].split("\n")[0]
        mentions = pipeline.load("mentions", root=self.request.curated)
        return str(mentions.mention_id[mentions.title == title].iloc[0])

    def judge(self, left: Card, right: Card, verdict: str) -> None:
        pair = self.mention(left), self.mention(right)
        when = FIRST + timedelta(hours=9)
        decide(
            *pair, verdict, because="x", steward="s", decided_at=when, curated=self.request.curated
        )

    def stricter(self) -> Path:
        """Weights by which nothing is merged any more."""
        path = self.folder / "stricter.toml"
        shape = shipped()
        path.write_text(model_file.text(replace(shape, version="stricter", same=500.0)))
        return path

    def night(self, **other: object) -> dict[tuple[str, str], set[str]]:
        """Run a day later; return the causes told of each work, by its title and what happened."""
        request = replace(self.request, as_of=FIRST + timedelta(days=1), **other)  # type: ignore[arg-type]
        outcome = run(request)
        told: dict[tuple[str, str], set[str]] = {}
        for change in causes.told("2026-11-01.1", outcome.version, root=request.curated):
            told.setdefault((self.title(change.work_id), change.op), set()).add(change.cause)
        return told

    def title(self, work_id: str) -> str:
        for version in reversed(versions.releases(self.request.curated)):
            works = pipeline.load("works", version, self.request.curated).set_index("work_id")
            if work_id in works.index:
                return str(works.title[work_id])
        return work_id


def named(card: Card) -> str:
    return page([card]).split("\n\n")[2].split("\n")[0]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_page_judgement_and_weights_at_once_are_told_apart(site: Site) -> None:
    site.judge(Card(1), Card(2), "same")
    site.write("two.txt", [Card(30)])
    site.write("one.txt", ALL, moved=Card(3))

    told = site.night(model=site.stricter())

    inputs = [
        manifest.read(versions.resolve(version, site.request.curated)).inputs
        for version in versions.releases(site.request.curated)
    ]
    assert differing_inputs(*inputs) == ("page", "judgement", "model")
    assert told[named(Card(30)), "added"] == {"page"}
    assert told[named(Card(3)), "changed"] == {"page"}
    merged = [cause for (_, op), found in told.items() if op == "merged" for cause in found]
    assert merged == ["judgement"]
    assert told[named(Card(4)), "changed"] == {"model"}  # it waits for a steward now
    assert {cause for found in told.values() for cause in found} == {"page", "judgement", "model"}


def test_what_is_likely_would_have_been_wrong(site: Site) -> None:
    """The judged work's page changed too: what the page did is not the judgement's doing."""
    site.judge(Card(1), Card(2), "unsure")
    site.write("one.txt", ALL, moved=Card(1))

    told = site.night()

    likely = diff.diff("2026-11-01.1", root=site.request.curated)
    assert "judgement" in {change.cause for change in likely if change.field == "country_codes"}
    assert told[named(Card(1)), "changed"] >= {"page"}
    changes = pipeline.load("changes", root=site.request.curated)
    assert set(changes.cause[changes.field == "country_codes"]) == {"page"}


def test_new_code_on_a_night_with_new_pages_is_told_from_them(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import stages

    real_code = stages.CODE
    site.write("two.txt", [Card(30)])
    real = stages.merge

    def merge(*args: object) -> object:
        made = real(*args)  # type: ignore[arg-type]
        works = tuple(replace(work, series="new") for work in made.works)
        return replace(made, works=works)

    monkeypatch.setattr(stages, "CODE", (*real_code, "**/py.typed", "**/*.csv"))
    monkeypatch.setattr(stages, "merge", merge)

    told = site.night()

    assert told.pop((named(Card(30)), "added")) == {"page"}
    assert {cause for found in told.values() for cause in found} == {"parser"}


def test_over_several_nights_the_last_to_speak_is_right(site: Site) -> None:
    site.write("one.txt", ALL, moved=Card(3))
    site.night()
    site.judge(Card(1), Card(2), "same")
    run(replace(site.request, as_of=FIRST + timedelta(days=2)))

    told = causes.told("2026-11-01.1", root=site.request.curated)

    assert {
        (change.op, change.cause) for change in told if change.field in ("", "country_codes")
    } >= {
        ("merged", "judgement"),
        ("changed", "page"),
    }
