"""``CHANGES.md``: what changed since the parent, for people, the losses first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.model import Change
from pipeline.release.losses import LARGE, Loss

SHOWN = 50  # rows of each kind; the rest is in changes.parquet
_LONG = 160  # characters of a value that are shown
_OPS = (
    ("withdrawn", "Withdrawn"),
    ("merged", "Merged"),
    ("split", "Split"),
    ("added", "Added"),
    ("changed", "Changed"),
)


def markdown(
    changes: Sequence[Change],
    *,
    version: str,
    parent: str | None,
    losses: Sequence[Loss] = (),
    failed: Sequence[str] = (),
    accepted: str | None = None,
    sources: Sequence[str] = (),
) -> str:
    """Return the text of ``CHANGES.md``.

    Args:
        changes: From ``diff.changes``.
        version: The release.
        parent: The release before it, if there is one.
        losses: From ``losses.losses``; large ones are told first.
        failed: What the gate held against the release.
        accepted: Why it was published all the same.
        sources: Which sources are not fresh, or are again, in words.
    """
    since = f" since {parent}" if parent else ": the first release"
    lines = [f"# Changes in {version}{since}", ""]
    lines += _gate(failed, accepted)
    lines += _sources(sources)
    lines += _losses(losses)
    lines += _summary(changes)
    for op, heading in _OPS:
        lines += _section(heading, [change for change in changes if change.op == op])
    return "\n".join(lines).rstrip() + "\n"


def render(changes: Sequence[Change], losses: Sequence[Loss] = ()) -> str:
    """Return changes as plain text for a terminal."""
    large = [f"LOSS  {loss}" for loss in losses if loss.share >= LARGE]
    rows = [f"{change.op:9}  {_plain(change)}  [{change.cause}]" for change in changes]
    return "\n".join([*large, *(rows or ["Nothing changed."])])


def _gate(failed: Sequence[str], accepted: str | None) -> Iterator[str]:
    if failed and accepted:
        yield "## Published although the checks failed"
        yield ""
        yield f"Accepted because: {escaped(accepted)}"
        yield ""
        yield from (f"- {escaped(reason)}" for reason in failed)
        yield ""


def _sources(told: Sequence[str]) -> Iterator[str]:
    if told:
        yield "## Sources"
        yield ""
        yield from (f"- {escaped(sentence)}" for sentence in told)
        yield ""


def _losses(losses: Sequence[Loss]) -> Iterator[str]:
    large = [loss for loss in losses if loss.share >= LARGE]
    if large:
        yield "## LARGE LOSSES"
        yield ""
        yield from (f"- **{escaped(str(loss))}**" for loss in large[:SHOWN])
        if len(large) > SHOWN:
            yield f"- and {len(large) - SHOWN} more"
        yield ""


def _summary(changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        yield "No work changed."
        return
    counts = Counter((change.op, change.cause) for change in changes)
    yield "| what | cause | rows |"
    yield "| --- | --- | ---: |"
    yield from (
        f"| {op} | {cause} | {counts[op, cause]} |"
        for op, _ in _OPS
        for cause in sorted({cause for known, cause in counts if known == op})
    )
    yield ""


def _section(heading: str, changes: Sequence[Change]) -> Iterator[str]:
    if changes:
        yield f"## {heading} ({len(changes)})"
        yield ""
        yield from (f"- {_in_markdown(change)} ({change.cause})" for change in changes[:SHOWN])
        if len(changes) > SHOWN:
            yield f"- and {len(changes) - SHOWN} more, in `changes.parquet`"
        yield ""


def _in_markdown(change: Change) -> str:
    before, after = escaped(change.before or ""), escaped(change.after or "")
    work = f"`{change.work_id}`"
    return _sentence(change, work, before or "nothing", after or "nothing")


def _plain(change: Change) -> str:
    before, after = short(change.before or "nothing"), short(change.after or "nothing")
    return _sentence(change, change.work_id, before, after)


def _sentence(change: Change, work: str, before: str, after: str) -> str:
    match change.op:
        case "added":
            return f"{work} {after}"
        case "withdrawn":
            return f"{work} {before}"
        case "merged":
            return f"{work} {before}, now {after}"
        case "split":
            return f"{work} {after}, from {before}"
        case _:
            return f"{work} {change.field}: {before} → {after}"


def short(text: str) -> str:
    r"""Return text on one line and of bounded length, without control characters.

    >>> short("two\nlines")
    'two lines'
    """
    one_line = "".join(char if char.isprintable() else " " for char in text[: 4 * _LONG])
    folded = " ".join(one_line.split())
    return folded if len(folded) <= _LONG else folded[: _LONG - 1] + "…"


def escaped(text: str) -> str:
    r"""Return scraped text so that Markdown shows it and does nothing with it.

    >>> escaped("<b>a_b</b> [x](y)")
    '&lt;b&gt;a\\_b&lt;/b&gt; \\[x\\](y)'
    """
    safe = short(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|~#!])", r"\\\1", safe)
