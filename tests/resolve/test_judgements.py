"""The stewards' log survives spreadsheets, crashes and two writers at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DecisionError, UsageError
from pipeline.resolve.judgements import COLUMNS, Judgement, append, parse, read, read_log
from pipeline.resolve.verdicts import weigh

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEADER = ",".join(COLUMNS)
LINE = "2026-11-21T12:00:00Z,Steward One,m-a,m-b,same,the same ISBN,One title,Other title,h1"
PLAIN = Judgement(
    decided_at=NOON,
    steward="Steward One",
    left_mention_id="m-a",
    right_mention_id="m-b",
    verdict="same",
    because="the same ISBN",
    left_title="One title",
    right_title="Other title",
    evidence_hash="h1",
    line=2,
)


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "decisions.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_no_file_is_no_judgement(tmp_path: Path) -> None:
    assert read(tmp_path / "decisions.csv") == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{HEADER}\n{LINE}\n", id="plain"),
        pytest.param(f"{HEADER}\n{LINE}", id="no newline at the end"),
        pytest.param(f"\ufeff{HEADER}\n{LINE}\n", id="byte order mark"),
        pytest.param(f"{HEADER}\r\n{LINE}\r\n", id="CRLF"),
        pytest.param(f"{HEADER}\n{LINE}\n".replace(",", ";"), id="semicolons"),
        pytest.param(f"{HEADER}\n{LINE}\n".replace(",", "\t"), id="tabs"),
        pytest.param(f"{HEADER.upper()}\n{LINE}\n", id="capitals"),
        pytest.param(f"{HEADER},,\n{LINE},,\n", id="empty columns at the end"),
        pytest.param(f"{HEADER}\n{LINE}\n,,,,,,,,\n\n", id="blank lines"),
        pytest.param(f"{HEADER}\n{LINE.replace('same,', 'Same ,')}\n", id="verdict in capitals"),
    ],
)
def test_a_log_reads_the_same_however_a_spreadsheet_saved_it(tmp_path: Path, text: str) -> None:
    assert read(written(tmp_path, text)) == (PLAIN,)


def test_a_hint_on_the_separator_is_no_header(tmp_path: Path) -> None:
    text = "sep=;\n" + f"{HEADER}\n{LINE}\n".replace(",", ";")
    assert read(written(tmp_path, text)) == (replace(PLAIN, line=3),)


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing(tmp_path: Path) -> None:
    text = (
        "verdict,right_mention_id,left_mention_id,steward,decided_at,colour\n"
        "part,m-b,m-a,Steward One,2026-11-21 13:00+01:00,blue\n"
    )
    (found,) = read(written(tmp_path, text))
    assert (found.verdict, found.pair, found.decided_at) == ("part", ("m-a", "m-b"), NOON)
    assert (found.because, found.evidence_hash) == ("", "")


def test_a_repeated_line_counts_once_and_is_noted(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, f"{HEADER}\n{LINE}\n{LINE}\n"))
    assert log.judgements == (PLAIN,)
    assert [(note.line, note.reason) for note in log.notes] == [(3, "repeats line 2")]


@pytest.mark.parametrize("length", range(1, len(LINE) - 2))
def test_a_torn_last_line_is_set_aside_and_noted(length: int) -> None:
    second = LINE.replace("m-b", "m-c")
    log = parse(f"{HEADER}\n{LINE}\n{second[:length]}".encode())
    assert log.judgements == (PLAIN,)
    assert [note.line for note in log.notes] == [3]


def test_a_line_torn_in_the_middle_of_a_letter_is_set_aside() -> None:
    log = parse(f"{HEADER}\n{LINE}\n2026-11-21T12:00:00Z,É".encode()[:-1])
    assert log.judgements == (PLAIN,)
    assert log.is_torn


def test_a_header_that_was_torn_is_an_empty_log() -> None:
    assert parse(b"decided_at,stew").judgements == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LINE.replace("same", "perhaps"), "perhaps"),
        (LINE.replace("2026-11-21T12:00:00Z", "21/11/2026"), "21/11/2026"),
        (LINE.replace("m-b", "m-a"), "itself"),
        (LINE.replace("m-b", ""), "right_mention_id"),
        (LINE.replace("Steward One", " "), "steward"),
        (LINE + ",more", "more than 9"),
        (LINE.replace("the same", '"the" same'), "expected after"),
        ("2026-11-21T12:00:00Z,Steward One", "left_mention_id"),
        ("2026-11-21T12:00:00Z,Stew\udcffard", "UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, reason: str) -> None:
    text = f"{HEADER}\n{LINE}\n{line}\n{LINE}\n".encode("utf-8", "surrogateescape")
    with pytest.raises(DecisionError) as caught:
        read(written(tmp_path, text))
    assert caught.value.line == 3
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (HEADER.replace("steward", "who"), "lacks steward"),
        (HEADER + ",verdict", "twice"),
    ],
)
def test_a_header_that_cannot_be_read_is_named(tmp_path: Path, header: str, reason: str) -> None:
    with pytest.raises(DecisionError, match=reason):
        read(written(tmp_path, f"{header}\n{LINE}\n"))


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "curated" / "decisions.csv"
    first = append(path, PLAIN)
    second = append(path, replace(PLAIN, verdict="undo", because='a, "quoted"; reason'))
    assert read(path) == (first, second)
    assert (first, second.line) == (PLAIN, 3)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(HEADER.encode(), id="header without newline"),
        pytest.param(f"{HEADER}\n{LINE}".encode(), id="line without newline"),
        pytest.param(f"\ufeff{HEADER}\r\n{LINE}\r\n".encode(), id="Excel"),
        pytest.param(f"{HEADER}\n{LINE}\n".replace(",", ";").encode(), id="semicolons"),
        pytest.param(b"steward,verdict,right_mention_id,left_mention_id,decided_at\n", id="moved"),
        pytest.param(f"{HEADER}\n{LINE}\n{LINE[:50]}".encode(), id="torn"),
        pytest.param(HEADER[:20].encode(), id="torn header"),
    ],
)
def test_appending_keeps_to_the_form_of_the_file(tmp_path: Path, body: bytes) -> None:
    path = written(tmp_path, body)
    before = parse(body).judgements
    added = append(path, replace(PLAIN, left_mention_id="m-z", because="", evidence_hash=""))
    after = read_log(path)
    assert after.notes == ()
    assert after.judgements[:-1] == before
    assert (after.judgements[-1].pair, after.judgements[-1].line) == (("m-b", "m-z"), added.line)
    newline = b"\r\n" if b"\r\n" in body else b"\n"
    assert path.read_bytes().endswith(newline)


def test_a_torn_line_is_kept_beside_the_log(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\n{LINE}\n{LINE[:50]}")
    append(path, replace(PLAIN, verdict="unsure"))
    assert path.with_name("decisions.csv.torn").read_text() == LINE[:50] + "\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "\t=1+1", "＝1"])
def test_no_value_is_a_formula_to_a_spreadsheet(tmp_path: Path, text: str) -> None:
    path = tmp_path / "decisions.csv"
    append(path, replace(PLAIN, because=text))
    cell = path.read_text().splitlines()[1].split(",")[5]
    assert cell.startswith("'")
    assert read(path)[0].because == " ".join(text.split())


def test_a_title_of_a_million_letters_does_not_make_the_log_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    added = append(path, replace(PLAIN, left_title="long title " * 100_000))
    assert read(path) == (added,)
    titles = {"m-a": "long title " * 100_000, "m-b": PLAIN.right_title}
    assert [d.status for d in weigh(read(path), titles, {}).decisions] == ["applied"]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PLAIN, verdict="perhaps"),
        replace(PLAIN, right_mention_id="m-a"),
        replace(PLAIN, left_mention_id=" "),
        replace(PLAIN, decided_at=datetime(2026, 11, 21)),  # noqa: DTZ001  that is the point
    ],
    ids=["verdict", "itself", "no id", "no zone"],
)
def test_what_is_no_judgement_is_not_written(tmp_path: Path, wrong: Judgement) -> None:
    with pytest.raises(UsageError):
        append(tmp_path / "decisions.csv", wrong)
    assert not (tmp_path / "decisions.csv").exists()


def test_a_time_without_a_zone_is_utc(tmp_path: Path) -> None:
    text = f"{HEADER}\n{LINE.replace('12:00:00Z', '12:00:00')}\n"
    assert read(written(tmp_path, text)) == (PLAIN,)


def test_a_log_replaced_while_a_writer_waits_is_the_one_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, f"{HEADER}\n")
    wait = fcntl.flock
    waits: list[int] = []

    def swap(file: BinaryIO, operation: int) -> None:
        wait(file, operation)
        waits.append(operation)
        if len(waits) < 3:
            path.unlink()
        if len(waits) == 2:
            written(tmp_path, f"{HEADER}\n{LINE}\n")

    monkeypatch.setattr(fcntl, "flock", swap)
    append(path, replace(PLAIN, verdict="unsure"))
    assert [judgement.verdict for judgement in read(path)] == ["same", "unsure"]


def _append_some(path: Path, writer: int) -> None:
    for number in range(20):
        append(path, replace(PLAIN, left_mention_id=f"m-{writer}-{number}"))


def test_writers_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    with ProcessPoolExecutor(max_workers=3) as pool:
        for done in [pool.submit(_append_some, path, writer) for writer in range(3)]:
            done.result()
    assert len({j.left_mention_id for j in read(path)}) == 60


texts = st.text(max_size=20)
ids = st.text(alphabet="m-=0a'", min_size=1, max_size=5).filter(str.strip)
judgements = st.builds(
    Judgement,
    decided_at=st.datetimes(
        timezones=st.just(timezone(timedelta(hours=2))),
        min_value=datetime(1970, 1, 2),  # noqa: DTZ001
    ),
    steward=texts.map(lambda text: f"S{text}"),
    left_mention_id=ids.map(lambda text: f"{text}L"),
    right_mention_id=ids.map(lambda text: f"{text}R"),
    verdict=st.sampled_from(["same", "different", "part", "unsure", "undo"]),
    because=texts,
    left_title=texts,
    right_title=texts,
    evidence_hash=texts,
)


def _once(added: list[Judgement]) -> Iterator[Judgement]:
    """Yield what counts: no copy, but a change of mind and back within one instant."""
    said: list[Judgement] = []
    for act in (replace(judgement, line=0) for judgement in added):
        last = next((each for each in reversed(said) if each.pair == act.pair), None)
        is_new = act not in said
        if is_new or (last is not None and last != act and last.decided_at == act.decided_at):
            said.append(act)
            yield act


@settings(deadline=None, max_examples=60)
@given(st.lists(judgements, min_size=1, max_size=4))
def test_any_judgement_is_read_back_as_it_was_appended(said: list[Judgement]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.csv"
        added = [append(path, judgement) for judgement in said]
        assert [replace(judgement, line=0) for judgement in read(path)] == list(_once(added))
        assert path.read_bytes().count(b"\n") == len(added) + 1


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_with_a_line(body: bytes) -> None:
    try:
        lines = [judgement.line for judgement in parse(f"{HEADER}\n".encode() + body).judgements]
    except DecisionError as error:
        lines = [error.line]
    assert all(line >= 2 for line in lines)
