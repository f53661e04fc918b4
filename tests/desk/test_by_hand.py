"""Works, conflicts and unknowns: what stewards say beside judgements."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.desk import work
from pipeline.desk.by_hand import meant
from pipeline.errors import UsageError
from pipeline.merge.overrides import seen
from pipeline.model import Alias, Change, Conflict, Override
from pipeline.resolve import judgements, lines
from tests.desk.build import NOW, browser, entry, release
from tests.release.rows import redirect
from tests.report.builders import unknown

ONE = entry(1, "a", work="w-0001", year=2014)
OTHER = entry(1, "b", work="w-0001", year=2015)
THIRD = entry(1, "c", work="w-0001", year=2015)
YEAR = Conflict(
    work_id="w-0001", field="year", kept="2014", lost="2015", kept_mention_id=ONE.mention_id,
    lost_mention_id=OTHER.mention_id, kind="different", severity="medium",
)  # fmt: skip
UNREAD = [
    unknown(text, kind, locator=locator, suggestion=hint, snapshot_sha256=ONE.snapshot)
    for text, kind, locator, hint in [
        ("Ruritania", "place", "L9", None),
        ("Ruritania", "place", "L20", None),
        ("Lands", "label", "L10", "country"),
        ("=SUM(1)", "language", "L11", None),
        ("ISBN 1", "identifier", "L12", None),
    ]
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("by-hand")
    old = [redirect("w-old", "w-0001"), redirect("w-gone", None, "withdrawn")]
    more: dict[str, Any] = {"conflicts": [YEAR], "unknowns": UNREAD, "redirects": old}
    release(folder, [ONE, OTHER, THIRD, entry(2, "a")], [], **more)
    return folder


@pytest.fixture
def curated(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path


def chosen(curated: Path) -> tuple[Override, ...]:
    return lines.read(curated / "overrides.csv", Override)


def said(curated: Path) -> tuple[Alias, ...]:
    return lines.read(curated / "aliases.csv", Alias)


def test_works_are_found_by_words_ids_and_what_is_special(curated: Path) -> None:
    with browser(curated) as desk:
        for query in ("", "?q=TITLE+1", "?q=w-0001", "?source=a", "?year=2015", "?q=0001&from=99"):
            assert "/works/w-0001" in desk.get(f"/works{query}").text, query
        for query in ("?q=nowhere", "?year=1899", "?source=z", "?only=merged&q=title+2"):
            assert "/works/w-0001" not in desk.get(f"/works{query}").text, query


def test_an_old_id_leads_to_the_work_of_today(curated: Path) -> None:
    with browser(curated) as desk:
        assert desk.get("/works/w-old").headers["location"] == "/works/w-0001?moved=w-old"
        assert "w-old" in desk.get("/works/w-0001").text
        gone = desk.get("/works/w-gone")
        assert gone.status_code == 404
        assert "withdrawn" in gone.text
        assert desk.get("/works/w-never").status_code == 404


def test_another_value_is_chosen_with_a_reason_and_taken_back(curated: Path) -> None:
    with browser(curated) as desk:
        page = desk.get("/works/w-0001").text
        assert "Choose among 2 values" in page
        form = {"field": "year", "mention_id": OTHER.mention_id, "prior": "0"}
        assert desk.post("/works/w-0001/override", form).status_code == 422
        assert not chosen(curated)
        form["because"] = "the imprint says so"
        went = desk.post("/works/w-0001/override", form)
        assert went.headers["location"] == "/works/w-0001?done=chosen#f-year"
        assert "the imprint says so" in desk.get("/works/w-0001").text
        assert "chosen" in desk.get("/conflicts").text
        late = desk.post("/works/w-0001/override", form)  # the page had not seen the choice
        assert late.status_code == 422
        assert "First Steward said 2015" in late.text
        back = {**form, "mention_id": "", "prior": "2", "because": "no"}
        assert desk.post("/works/w-0001/override", back).status_code == 303
        assert "the imprint says so" not in desk.get("/works/w-0001").text
    first, second = chosen(curated)
    assert (first.value, first.mention_id) == ("2015", OTHER.mention_id)
    assert first.seen
    assert (second.value, second.mention_id) == ("", "")


@pytest.mark.parametrize(
    "odd", [{"field": "mention_count"}, {"mention_id": "m-other"}, {"field": "series"}], ids=str
)
def test_what_cannot_be_chosen_is_not_kept(curated: Path, odd: dict[str, str]) -> None:
    form = {"field": "year", "mention_id": OTHER.mention_id, "because": "so", **odd}
    with browser(curated) as desk:
        assert desk.post("/works/w-0001/override", form).status_code == 422
    assert not chosen(curated)


def test_the_guard_is_the_one_that_merging_asks_for(
    curated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "ENTRIES", 1)  # of many entries a page shows the first
    from pipeline.desk.opened import Opened
    from pipeline.release import versions

    form = {"field": "year", "mention_id": OTHER.mention_id, "because": "so"}
    with browser(curated) as desk:
        desk.post("/works/w-0001/override", form)
    opened = Opened(versions.resolve(versions.LATEST, curated))
    assert chosen(curated)[0].seen == seen("year", opened.rows("mentions", work_id="w-0001"))


def test_entries_are_split_off_by_judgements_on_each_pair_across(curated: Path) -> None:
    with browser(curated) as desk:
        out = {f"out-{ONE.mention_id}": "1"}
        assert desk.post("/works/w-0001/split", out).status_code == 422
        everything = {f"out-{e.mention_id}": "1" for e in (ONE, OTHER, THIRD)}
        assert desk.post("/works/w-0001/split", {**everything, "because": "x"}).status_code == 422
        went = desk.post("/works/w-0001/split", {**out, "because": "another year, another report"})
        assert went.status_code == 303
    log = judgements.read(curated / "decisions.csv")
    assert {line.verdict for line in log} == {"different"}
    assert {line.pair for line in log} == {
        tuple(sorted((ONE.mention_id, other.mention_id))) for other in (OTHER, THIRD)
    }


def test_an_unknown_is_answered_once_for_all_that_print_it(curated: Path) -> None:
    with browser(curated) as desk:
        page = desk.get("/unknowns").text
        assert page.count('value="Ruritania"') == 1
        assert "2 times" in page
        assert "perhaps" in page
        form = {"kind": "place", "text": "Ruritania", "value": "Kenya, UG", "prior": "0"}
        assert desk.post("/unknowns", form).status_code == 422  # without a reason
        assert desk.post("/unknowns", {**form, "because": "its map"}).status_code == 303
        assert "its map" in desk.get("/unknowns").text
        assert desk.post("/unknowns", {**form, "because": "its map"}).status_code == 422
        label = {"kind": "label", "text": "Lands", "value": "country", "because": "as on its site"}
        assert (
            desk.post("/unknowns?kind=label", label)
            .headers["location"]
            .startswith("/unknowns?kind=label")
        )
        speech = {"kind": "language", "text": "=SUM(1)", "value": "-", "because": "a formula"}
        assert desk.post("/unknowns", speech).status_code == 303
        back = {"kind": "place", "text": "ruritania", "back": "1", "prior": "2"}
        assert desk.post("/unknowns", back).status_code == 303
    assert [(line.kind, line.text, line.value) for line in said(curated)] == [
        ("place", "Ruritania", "KE UG"), ("label", "Lands", "country"),
        ("language", "=SUM(1)", "-"), ("place", "ruritania", ""),
    ]  # fmt: skip
    assert "'=SUM(1)" in (curated / "aliases.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "odd",
    [
        {"value": "Ruritania"}, {"value": ""}, {"value": "KE Kenya ZZ"}, {"kind": "identifier"},
        {"kind": "label", "value": "colour"}, {"kind": "language", "value": "klingonese"},
        {"text": ""},
    ],
    ids=str,
)  # fmt: skip
def test_what_means_nothing_is_not_kept_and_the_form_keeps_its_words(
    curated: Path, odd: dict[str, str]
) -> None:
    form = {"kind": "place", "text": "Ruritania", "value": "KE", "because": "my reason", **odd}
    with browser(curated) as desk:
        told = desk.post("/unknowns", form)
        assert told.status_code == 422
        assert 'role="alert"' in told.text
        if odd == {"value": "Ruritania"}:
            assert 'value="my reason"' in told.text
    assert not said(curated)


def test_only_names_that_tables_know_become_codes() -> None:
    assert meant("place", "Western Africa") == "011"
    assert meant("place", "x-sahel KE") == "x-sahel KE"
    assert meant("language", "Français") == "fr"
    with pytest.raises(UsageError):
        meant("place", "Kenia-ish")


def test_nobody_says_anything_without_a_name(curated: Path) -> None:
    with browser(curated, "") as desk:
        for path, form in (
            ("/works/w-0001/override", {"field": "year", "mention_id": OTHER.mention_id}),
            ("/works/w-0001/split", {f"out-{ONE.mention_id}": "1"}),
            ("/unknowns", {"kind": "place", "text": "Ruritania", "value": "KE"}),
        ):
            assert desk.post(path, {**form, "because": "so"}).status_code == 422
    assert not list(curated.glob("*.csv"))


def test_every_unknown_kind_is_listed_and_some_can_be_answered(curated: Path) -> None:
    with browser(curated) as desk:
        page = desk.get("/unknowns").text
    assert re.findall(r"kind=(\w+)\"", page) == ["identifier", "label", "language", "place"]
    assert page.count('class="explain"') == 3


def test_the_history_tells_release_by_release(tmp_path: Path) -> None:
    for before, after in (("2013", "2014"), ("2014", "2015")):
        change = Change(
            work_id="w-0001", op="changed", field="year", before=before, after=after, cause="page"
        )
        release(tmp_path, [ONE, OTHER], [], changes=[change])
    with browser(tmp_path) as desk:
        page = desk.get("/works/w-0001/history").text
        assert page.index("2026-11-21.2</bdi>") < page.index("2026-11-21.1</bdi>")
        assert "2 of 2 releases" in page
        assert "None of these" in desk.get("/works/w-0001/history?from=2").text
        assert desk.get("/works/w-9/history").status_code == 404


def test_a_choice_that_has_expired_says_so(tmp_path: Path) -> None:
    by_hand = Override(
        decided_at=NOW, steward="s", work_id="w-0001", field="year", mention_id=OTHER.mention_id,
        value="2015", seen="other", because="the imprint", line=2,
    )  # fmt: skip
    lines.append(tmp_path / "overrides.csv", by_hand)
    release(tmp_path, [ONE, OTHER], [], overrides=[replace(by_hand, status="expired")])
    with browser(tmp_path) as desk:
        page = desk.get("/works/w-0001").text
    assert "expired: the sources changed" in page
    assert "from the next run on" not in page


@pytest.mark.parametrize("name", ["w-none", "w-old", "w-gone", "w" * 3000])
def test_nothing_is_chosen_for_a_work_that_is_not_there(curated: Path, name: str) -> None:
    with browser(curated) as desk:
        form = {"field": "title", "mention_id": "", "because": "why not"}
        assert desk.post(f"/works/{name}/override", form).status_code == 404
    assert not (curated / "overrides.csv").exists()
