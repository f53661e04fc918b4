"""An answer is on the disk before the page says so, and no other is written over."""

from __future__ import annotations

import errno
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

import pytest

from pipeline.desk.log import Watched
from pipeline.model import Decision, Pair
from pipeline.resolve import blind, judgements, sheet
from pipeline.resolve.judgements import Judgement
from tests.desk.build import NOW, address, asks, browser, entry, release, three


def log(curated: Path) -> tuple[Judgement, ...]:
    return judgements.read(curated / "decisions.csv")


def test_an_answer_is_a_line_with_what_the_steward_saw(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path) as desk:
        went = desk.answer(first, "same", because="=one report, two titles")
        assert went.status_code == 303
    (line,) = log(tmp_path)
    assert line.pair == (first.left_mention_id, first.right_mention_id)
    assert (line.verdict, line.steward) == ("same", "First Steward")
    assert line.because == "=one report, two titles"
    assert line.evidence_hash == first.evidence_hash
    assert {line.left_title, line.right_title} == {"Title 1 as a has it", "Title 1 as b has it"}
    assert b",\"'=one report" in (tmp_path / "decisions.csv").read_bytes()


def test_after_an_answer_comes_the_next_question_and_the_answered_one_is_gone(
    tmp_path: Path,
) -> None:
    pairs = {address(pair) for pair in three(tmp_path)}
    with browser(tmp_path) as desk:
        seen: list[str] = []
        at = next(href for href in pairs if desk.get("/queue").text.find(href) >= 0)
        for _ in range(3):
            seen.append(at.partition("?")[0])
            went = desk.post(at, {"verdict": "different", "seen": "0"})
            at = went.headers["location"]
        assert set(seen) == pairs
        assert at.startswith("/queue?kept=")
        assert "Nothing waits" in desk.get("/queue").text
        assert len(log(tmp_path)) == 3


def test_an_undo_restores_the_question_and_is_a_line(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path) as desk:
        desk.answer(first, "same")
        assert address(first) not in desk.get("/queue").text
        back = desk.post("/undo", {"line": "2"})
        assert back.headers["location"].startswith(address(first))
        assert address(first) in desk.get("/queue").text
    assert [line.verdict for line in log(tmp_path)] == ["same", "undo"]


def test_an_undo_restores_what_somebody_had_said_before(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path, "First Steward") as desk:
        desk.answer(first, "different", because="another report")
    with browser(tmp_path, "Second Steward") as desk:
        desk.answer(first, "same", seen="2")
        desk.post("/undo", {"line": "3"})
    assert [line.verdict for line in log(tmp_path)] == ["different", "same", "undo", "different"]
    assert "First Steward" in log(tmp_path)[-1].because


def test_nobody_takes_back_what_another_said_or_takes_back_twice(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path, "First Steward") as desk:
        desk.answer(first, "same")
        with browser(tmp_path, "Second Steward") as other:
            assert other.post("/undo", {"line": "2"}).status_code == 422
        assert desk.post("/undo", {"line": "2"}).status_code == 303
        assert desk.post("/undo", {"line": "2"}).status_code == 422
    assert len(log(tmp_path)) == 2


def test_two_who_answer_one_question_see_it_and_the_second_decides_again(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path, "First Steward") as one, browser(tmp_path, "Second Steward") as two:
        one.get(address(first))
        two.get(address(first))
        one.answer(first, "different", because="the years differ")
        late = two.answer(first, "same", because="one report")
        assert late.status_code == 409
        assert "First Steward said different" in late.text
        assert "the years differ" in late.text
        assert 'value="one report"' in late.text
        assert len(log(tmp_path)) == 1
        assert two.answer(first, "same", seen="2").status_code == 303
    assert [line.steward for line in log(tmp_path)] == ["First Steward", "Second Steward"]


def test_who_looks_at_the_same_question_is_named(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path, "First Steward") as one:
        one.get(address(first))
        one.post("/steward", {"steward": "Second Steward"})
        assert "First Steward</bdi> is looking" in one.get(address(first)).text


def test_what_another_desk_or_the_shell_wrote_is_seen(tmp_path: Path) -> None:
    first, second, _ = three(tmp_path)
    with browser(tmp_path) as desk:
        assert address(first) in desk.get("/queue").text
        for asked, name in ((first, "shell"), (second, "other desk")):
            said = Judgement(
                decided_at=NOW,
                steward=name,
                left_mention_id=asked.left_mention_id,
                right_mention_id=asked.right_mention_id,
                verdict="same",
            )
            judgements.append(tmp_path / "decisions.csv", said)
            assert address(asked) not in desk.get("/queue").text
            assert f"{name}</bdi> said <b>same</b>" in desk.get(address(asked)).text


def test_strong_evidence_is_overridden_with_a_reason_only(tmp_path: Path) -> None:
    left, right = entry(1, "a"), entry(1, "b")
    strong = asks(left, right, weight=14.0)
    release(tmp_path, [left, right], [strong])
    with browser(tmp_path) as desk:
        asked = desk.answer(strong, "different")
        assert asked.status_code == 422
        assert "say why" in asked.text
        assert not log(tmp_path)
        assert desk.answer(strong, "different", because="see the imprint").status_code == 303
        assert desk.post("/undo", {"line": "2"}).status_code == 303
        assert desk.answer(strong, "same").status_code == 303


def test_nobody_answers_without_a_name(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path, "") as desk:
        assert desk.answer(first, "same").status_code == 422
    assert not (tmp_path / "decisions.csv").exists()


@pytest.mark.parametrize("verdict", ["", "undo", "SAME", "merge", "same\n"])
def test_what_is_no_answer_is_none(tmp_path: Path, verdict: str) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path) as desk:
        assert desk.answer(first, verdict).status_code == 422
    assert not (tmp_path / "decisions.csv").exists()


def test_a_note_that_quotes_a_blind_mark_is_no_blind_answer(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    quoted = blind.mark(blind.Drawn(left="", right="", release="r", band="same", place=1, of=1,
                                    model="12ab"))  # fmt: skip
    with browser(tmp_path) as desk:
        assert (
            desk.answer(first, "different", because=f"\0\n{quoted} as it says").status_code == 303
        )
    (kept,) = log(tmp_path)
    assert blind.marked(kept) is None
    assert quoted in kept.because


def test_a_full_disk_is_told_and_leaves_a_valid_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = three(tmp_path)
    with browser(tmp_path) as desk:
        desk.answer(first, "same")
        before = (tmp_path / "decisions.csv").read_bytes()

        def full(file: BinaryIO, data: bytes) -> None:
            file.write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(sheet, "write", full)
        told = desk.answer(second, "same")
        assert told.status_code == 507
        assert "It was not kept" in told.text
        assert (tmp_path / "decisions.csv").read_bytes() == before
        monkeypatch.undo()
        assert desk.answer(second, "same").status_code == 303
    assert len(log(tmp_path)) == 2


def test_a_torn_last_line_is_told_and_mended_by_the_next_answer(tmp_path: Path) -> None:
    first, second, _ = three(tmp_path)
    with browser(tmp_path) as desk:
        desk.answer(first, "same")
        with (tmp_path / "decisions.csv").open("ab") as file:
            file.write(b"2026-11-22T09:00:00Z,Second Ste")
        assert "was set aside" in desk.get("/queue").text
        assert desk.answer(second, "different").status_code == 303
        assert "was set aside" not in desk.get("/queue").text
    assert [line.verdict for line in log(tmp_path)] == ["same", "different"]
    assert b"Second Ste" in (tmp_path / "decisions.csv.torn").read_bytes()


def test_a_log_that_cannot_be_read_stops_the_desk_with_a_sentence(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path) as desk:
        desk.answer(first, "same")
        with (tmp_path / "decisions.csv").open("ab") as file:
            file.write(b"no,time,at,all,same,,,,\n")
        told = desk.get("/queue")
        assert told.status_code == 500
        assert "line 3" in told.text


def test_a_log_that_grows_reads_as_if_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    growing = Watched(path, ())
    assert growing.now().lines == ()
    for number in range(6):
        said = Judgement(
            decided_at=NOW,
            steward=f"s{number}",
            left_mention_id="m-1",
            right_mention_id=f"m-{2 + number % 3}",
            verdict="same",
        )
        kept = judgements.append(path, said)
        now = growing.now()
        assert now.lines == judgements.read(path)
        assert now.lines[-1].line == kept.line
        assert now.last == Watched(path, ()).now().last


def test_answers_that_a_release_has_applied_are_not_open_any_more(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    said = Judgement(
        decided_at=NOW, steward="s", left_mention_id="m-2", right_mention_id="m-1", verdict="same"
    )
    kept = judgements.append(path, said)
    facts: dict[str, Any] = {
        name: getattr(kept, name) for name in (*judgements.COLUMNS, "line")
    } | {"left_mention_id": "m-1", "right_mention_id": "m-2", "status": "applied"}
    assert Watched(path, ()).now().open_answers == 1
    assert Watched(path, (Decision(**facts),)).now().open_answers == 0


def test_two_desks_at_once_lose_no_answer(tmp_path: Path) -> None:
    sides = [(entry(n, "a"), entry(n, "b")) for n in range(12)]
    pairs = [asks(*both) for both in sides]
    release(tmp_path, [each for both in sides for each in both], pairs)

    def answers(name: str, own: list[Pair]) -> None:
        with browser(tmp_path, name) as desk:
            for asked in own:
                assert desk.answer(asked, "different", because=name).status_code == 303

    threads = [
        Thread(target=answers, args=(f"Steward {n}", pairs[n::3])) for n in range(3)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = log(tmp_path)
    assert {line.pair for line in said} == {
        (pair.left_mention_id, pair.right_mention_id) for pair in pairs
    }
    assert sorted(line.because for line in said) == sorted(
        f"Steward {n}" for n in range(3) for _ in pairs[n::3]
    )
