"""Night after night with values chosen by hand and texts explained: honoured, told, replayed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.doctor import examine
from pipeline.errors import DecisionError
from pipeline.merge.overrides import as_text, seen
from pipeline.model import Alias, Change, Mention, Override, UnknownRow, Work
from pipeline.rebuild import rebuild
from pipeline.release import disk, replay
from pipeline.resolve import lines
from pipeline.run import run
from pipeline.schema import rows
from pipeline.stages import ALIASES, OVERRIDES, Outcome, Request
from tests.pages import Card, page

NOW = datetime(2026, 11, 1, 2, tzinfo=UTC)


def night(folder: Path, number: int, second: int = 2) -> Outcome:
    """Run on two pages that disagree on a year; an odd place stands on one."""
    (folder / "pages").mkdir(exist_ok=True)
    text = page([Card(1), Card(3)]).replace("Country\n", "Country\nRuritania\n", 1)
    (folder / "pages" / "a.txt").write_text(text, encoding="utf-8")
    (folder / "pages" / "b.txt").write_text(page([Card(1, second)]), encoding="utf-8")
    at = NOW + timedelta(days=number)
    pages = (folder / "pages",)
    curated = folder / "curated"
    request = Request(as_of=at, pages=pages, raw=folder / "raw", curated=curated, accept="a test")
    return run(request)


def table(made: Outcome, name: str, kind: type) -> tuple[object, ...]:
    return rows(kind, disk.read_table(made.path, name))


@pytest.mark.heavy
def test_what_is_said_by_hand_is_honoured_told_and_replayed(tmp_path: Path) -> None:
    curated = tmp_path / "curated"
    first = night(tmp_path, 0)
    mentions = [m for m in table(first, "mentions", Mention) if isinstance(m, Mention)]
    works = {w.work_id: w for w in table(first, "works", Work) if isinstance(w, Work)}
    disputed = next(w for w in works.values() if w.mention_count == 2)
    members = [m for m in mentions if m.work_id == disputed.work_id]
    lost = next(m for m in members if m.year != disputed.year)
    unknown = [u.text for u in table(first, "unknowns", UnknownRow) if isinstance(u, UnknownRow)]
    assert "Ruritania" in unknown

    alias = Alias(
        decided_at=NOW, steward="s", kind="place", text="ruritania", value="KE", because=""
    )
    lines.append(curated / ALIASES, alias)
    lines.append(curated / ALIASES, replace(alias, text="Erewhon", value="a place"))
    chosen = Override(
        decided_at=NOW, steward="s", work_id=disputed.work_id, field="year",
        mention_id=lost.mention_id, value=as_text("year", lost), seen=seen("year", members),
        because="the imprint",
    )  # fmt: skip
    lines.append(curated / OVERRIDES, chosen)
    second = night(tmp_path, 1)
    assert second.published
    assert not night(tmp_path, 2).published  # nothing new
    told = {
        (c.field, c.cause) for c in table(second, "changes", Change) if isinstance(c, Change)
    }  # fmt: skip
    assert {("year", "judgement"), ("country_codes", "table")} <= told
    assert [a.status for a in rows(Alias, disk.read_table(second.path, "aliases"))] == [
        "applied", "refused",
    ]  # fmt: skip
    now = {w.work_id: w for w in rows(Work, disk.read_table(second.path, "works"))}
    assert now[disputed.work_id].year == lost.year
    assert sum("KE" in w.country_codes for w in now.values()) == 1 + sum(
        "KE" in w.country_codes for w in works.values()
    )

    lines.append(curated / ALIASES, replace(alias, value=""))  # taken back …
    third = night(tmp_path, 3, second=0)  # … and the other source gives another year
    (by_hand,) = rows(Override, disk.read_table(third.path, "overrides"))
    assert by_hand.status in ("expired", "absent")
    for made in (first, second, third):
        again = replay.replay(
            made.version, curated=curated, rebuild=rebuild(curated, tmp_path / "raw")
        )
        assert again.is_same, replay.render(again)


def test_a_line_that_cannot_be_read_stops_the_night(tmp_path: Path) -> None:
    night(tmp_path, 0)
    (tmp_path / "curated" / ALIASES).write_text("kind,text\nplace,x\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"aliases\.csv, line 1"):
        night(tmp_path, 1)
    told = list(examine(tmp_path / "curated", tmp_path / "raw"))
    assert any("aliases.csv, line 1" in each for each in told)
