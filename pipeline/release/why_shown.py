"""An answer of `why` for people: the lines of the page with the words marked, then the rules.

On a terminal the words stand in reverse; elsewhere (a file, a pipe, ``NO_COLOR``) in ``⟦ ⟧``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from pipeline.release.changelog import short
from pipeline.release.spans import Span
from pipeline.release.why import Origin, Why

OPEN, CLOSE = "⟦", "⟧"
_AROUND = 80  # characters shown before and after the marked words of a long line
_LINES = 4  # lines of a page shown below one value
_BAR = "    │ "


def show(found: Why, console: Console | None = None) -> None:
    """Print an answer as the place it goes to can show it."""
    console = console or Console(highlight=False, soft_wrap=True)
    if console.is_terminal and not os.environ.get("NO_COLOR"):
        for line in lines(found):
            console.print(line)
    else:
        console.file.write(render(found) + "\n")


def render(found: Why) -> str:
    """Return an answer as plain text."""
    return "\n".join(_plain(line) for line in lines(found))


def _plain(line: Text) -> str:
    """Return a line with its marked words in brackets."""
    text, done = [], 0
    for span in sorted(line.spans):
        if span.style == "reverse":
            text += [line.plain[done : span.start], OPEN, line.plain[span.start : span.end], CLOSE]
            done = span.end
    return "".join((*text, line.plain[done:]))


def lines(found: Why) -> Iterator[Text]:
    """Yield an answer line by line; marked words have the style ``reverse``."""
    yield Text(f"{found.work_id or found.asked}  {short(found.title or 'withdrawn')}", "bold")
    if found.moved:
        yield Text(f"  {found.asked} {found.moved}")
    if found.work_id:
        count = found.mention_count
        told = "one mention" if count == 1 else f"{count} mentions merged"
        yield Text(f"  {told}; release {found.version}")
    for origin in found.origins:
        yield from _origin(origin, found.mention_count)
    for lost in found.lost:
        yield Text(f"  {lost.field}: {short(lost.lost)} lost to {short(lost.kept)} ({lost.kind})")
    for computed in found.computed:
        yield Text(f"  {computed.field} = {computed.value}")
        yield Text(f"    on no page; {computed.how}", "dim")
    for name in found.absent:
        yield Text(f"  {name}: no page is on record for it; no mention fills it")


def _origin(origin: Origin, mentions: int) -> Iterator[Text]:
    yield Text.assemble("  ", (origin.field, "bold"), f" = {short(origin.value)}")
    where = short(origin.url or origin.page)
    place = short(origin.locator)
    yield Text(f"    {origin.source}, {where}, {place} ({origin.snapshot_sha256[:12]})", "dim")
    if origin.text is None:
        yield Text(f"{_BAR}the stored page is not at hand")
    else:
        yield from _page(origin.text, origin.marks)
    yield Text(f"    read by  {short(origin.read_by)}")
    alone = " (no other mention speaks of the work)" if mentions == 1 else ""
    yield Text(f"    stands   {short(origin.won_by)}{alone}")


def _page(text: str, marks: Sequence[Span]) -> Iterator[Text]:
    """Yield the lines that hold marked words, else the first ones; a few, and cut to length."""
    shown = 0
    for start, line in _lines_of(text):
        own = [
            (max(left - start, 0), min(right - start, len(line)))
            for left, right in marks
            if left < start + len(line) and right > start
        ]
        if own or not marks:
            yield _cut(line, own)
            shown += 1
        if shown == _LINES:
            return


def _lines_of(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _cut(line: str, marks: Sequence[Span]) -> Text:
    """Return a line from shortly before its first marked word, with control characters blanked."""
    first = marks[0][0] if marks else 0
    begin = max(first - _AROUND, 0) if len(line) > 2 * _AROUND else 0
    end = min(len(line), begin + 3 * _AROUND)
    safe = "".join(char if char.isprintable() else " " for char in line[begin:end])
    before, after = "… " if begin else "", " …" if end < len(line) else ""
    told = Text(f"{_BAR}{before}{safe}{after}")
    shift = len(_BAR) + len(before) - begin
    for left, right in marks:
        if left < end:
            told.stylize("reverse", left + shift, min(right, end) + shift)
    return told
