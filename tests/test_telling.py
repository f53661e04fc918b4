"""What a run tells: a line per thing that happened, or bars for who watches."""

import io
import json
import logging
from collections.abc import Mapping

import pytest

from pipeline.telling import advance, expect, shown, tell, told


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@told("double", lambda found: {"found": found})
def double(number: int) -> int:
    expect("double", number)
    for _ in range(number):
        advance("double")
    return 2 * number


def shown_as(form: str, stream: io.StringIO) -> str:
    with shown(form, stream):
        assert double(3) == 6
        tell("warning", {"text": "two\nlines = “one”"}, logging.WARNING)
    return stream.getvalue()


def test_a_line_of_text_has_its_instant_and_counts() -> None:
    done, warned = shown_as("text", io.StringIO()).splitlines()
    at, level, event, found, seconds = done.split(" ")
    assert (len(at), at[-1], level, event, found) == (20, "Z", "INFO", "double", "found=6")
    assert seconds.startswith("seconds=0")
    assert warned.endswith(' WARNING warning text="two\\nlines = “one”"')


def test_a_line_of_json_is_an_object() -> None:
    found = [json.loads(line) for line in shown_as("json", io.StringIO()).splitlines()]
    assert [line["event"] for line in found] == ["double", "warning"]
    assert (found[0]["found"], found[1]["level"]) == (6, "warning")
    assert found[1]["text"] == "two\nlines = “one”"


@pytest.mark.parametrize(("stream", "has_bars"), [(Terminal(), True), (io.StringIO(), False)])
def test_bars_are_for_terminals_and_never_in_logs(stream: io.StringIO, has_bars: bool) -> None:
    text = shown_as("auto", stream)
    assert ("━" in text, "INFO" in text) == (has_bars, False)


def test_nothing_is_shown_to_nobody() -> None:
    assert shown_as("none", Terminal()) == ""


def test_the_lines_reach_other_handlers_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="collate"):
        double(2)
    assert [record.getMessage().split(" seconds")[0] for record in caplog.records] == [
        "double found=4"
    ]


def test_a_failure_is_raised_and_not_told_as_done() -> None:
    def counts(_: object) -> Mapping[str, object]:
        return {}

    stream = io.StringIO()
    with shown("text", stream), pytest.raises(ZeroDivisionError):
        told("divide", counts)(lambda: 1 // 0)()
    assert stream.getvalue() == ""
