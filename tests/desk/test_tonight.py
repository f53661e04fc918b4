"""Tonight says what the release changed, what was merged by itself, and how sources stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.model import Alias, Change, LedgerRow, Override, SourceState
from pipeline.release.build import tables
from pipeline.release.publish import publish
from pipeline.sources.habits import Habit
from tests.desk.build import NOW, browser, entry, release
from tests.release import rows as given


def test_changes_merges_and_sources_are_told(tmp_path: Path) -> None:
    one, other = entry(1, "a", work="w-0001"), entry(1, "b", work="w-0001")
    change = Change(
        work_id="w-0001", op="changed", field="year", before="2014", after="2015", cause="page"
    )
    added = Change(
        work_id="w-0001", op="added", field="", before=None, after="A title", cause="parser"
    )
    events = [
        LedgerRow(seq=seq, release="2026-11-21.1", event=event, work_id="w-0001",
                  mention_id=who.mention_id, other_work_id=None, why=why)
        for seq, event, who, why in ((1, "mint", one, "the pages"), (2, "join", other, "the pages"))
    ]  # fmt: skip
    stale = SourceState(
        source="a", title="Source A", url=None, state="stale", reason="it did not answer",
        good_at=NOW, pages=1, listings=1,
    )  # fmt: skip
    expired = Override(
        decided_at=NOW, steward="s", work_id="w-0001", field="year", mention_id=one.mention_id,
        value="2013", seen="x", because="", status="expired", line=2,
    )  # fmt: skip
    refused = Alias(
        decided_at=NOW, steward="s", kind="place", text="Ruritania", value="ZZ", because="",
        status="refused", line=2,
    )  # fmt: skip
    more: dict[str, Any] = {"overrides": [expired], "aliases": [refused], "sources": [stale]}
    release(tmp_path, [one, other], [], changes=[change, added], ledger=events, **more)
    with browser(tmp_path) as desk:
        page = desk.get("/tonight").text
        for told in (
            "1 by page",
            "1 by parser",
            "2 entries",
            "it did not answer",
            "stale",
            "2013",
            "Ruritania",
        ):
            assert told in page, told
        only = desk.get("/tonight?op=changed").text
        assert "1 by page" in only
        assert "1 by parser" not in only
        assert "<svg" in page


def test_sources_whose_pages_are_not_as_they_used_to_be_are_told(tmp_path: Path) -> None:
    made = given.rows([entry(1, "a"), entry(2, "b")])
    for version, name in (("2026-11-21.1", "gone"), ("2026-11-21.2", "other")):
        publish(
            tables(made),
            curated=tmp_path,
            version=version,
            manifest_inputs=given.inputs(made),
            report_html="",
            changes_md="",
            habits={name: Habit(entries=60, pages=2, measures={}).as_dict()},
        )
        with browser(tmp_path) as desk:
            page = desk.get("/tonight").text
        assert ("Not as their pages used to be" in page) == (name == "other")
    assert "gone: its 2 pages with 60 entries are not read as its any more" in page
