"""A release in a dozen lines: for the terminal, and as the Markdown of the night's run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.report.data import ReportData, in_order
from pipeline.report.sections import OPS, pages_read
from pipeline.report.text import plain
from pipeline.schema import column

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#!|<>&~$:@])")
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&*+,;=%-]{1,300}", re.ASCII)
_NAMED = 3  # pages set aside that are named
NAME = 100  # characters of a page's name or of a reason
NOTICE = 600  # of what a reader must know
_LISTED = 50  # sources in the table

Safe = Callable[[str], str]  # makes scraped text fit to stand in a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much of everything a release holds."""

    pages: int
    sources: int
    set_aside: int
    listings: int
    mentions: int
    works: int
    merged_works: int
    merged_mentions: int
    waiting: int
    conflicts: int
    high_conflicts: int
    unknowns: int
    decisions: int
    reopened: int


def counts(data: ReportData) -> Counts:
    """Return the counts that the report opens with."""
    pages = pages_read(data)
    merged = [work for work in data.works if work.mention_count > 1]
    sources = {page.source for page in pages} | set(column(data.mentions, "source"))
    return Counts(
        pages=len({page.snapshot_sha256 for page in pages}),
        sources=len(sources),
        set_aside=len(data.set_aside),
        listings=len(data.listings),
        mentions=len(data.mentions),
        works=len(data.works),
        merged_works=len(merged),
        merged_mentions=sum(work.mention_count for work in merged),
        waiting=sum(pair.band == "review" for pair in data.pairs),
        conflicts=len(data.conflicts),
        high_conflicts=sum(row.severity == "high" for row in data.conflicts),
        unknowns=len(data.unknowns),
        decisions=sum(row.status == "applied" for row in data.decisions),
        reopened=sum(row.status == "reopened" for row in data.decisions),
    )


def summary_text(data: ReportData, *, report: str) -> str:
    """Return the dozen lines a run ends with.

    Args:
        data: The release's rows and facts.
        report: Where the report is, as a person would open it.
    """
    rows = [(name, text) for name, text in _facts(in_order(data), _short) if text]
    rows += [("notice", plain(notice, NOTICE)) for notice in in_order(data).notices]
    head = f"Release {plain(data.version)}, as of {data.as_of:%Y-%m-%d %H:%M} UTC"
    return "\n".join(
        [head, *(f"  {name:<10} {text}" for name, text in rows), f"  {'report':<10} {report}"]
    )


def summary_markdown(data: ReportData) -> str:
    """Return the release as Markdown: a dozen lines, and a table by source.

    Its notices are not among them: whoever runs us tells them with the run's other warnings.
    """
    data = in_order(data)
    parts = [f"# Release {escaped(data.version)}", ""]
    parts += [f"- **{name}**: {text}" for name, text in _facts(data, escaped) if text]
    parts += [
        "",
        "## Sources",
        "",
        "| source | state | last good | pages | listings | entries | works |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join([*parts, *_source_rows(data)]) + "\n"


def _facts(data: ReportData, safe: Safe) -> Iterable[tuple[str, str]]:
    """Yield what a person wants to know, as (name, sentence); empty where there is nothing."""
    n = counts(data)
    yield (
        "came in",
        f"{_many(n.pages, 'page')} of {_many(n.sources, 'source')}, "
        f"{_many(n.listings, 'listing')}, {_many(n.mentions, 'distinct entry')}",
    )
    yield "works", str(n.works)
    yield "merged", _merged(n)
    yield (
        "waits",
        f"{_many(n.waiting, 'pair')} for a steward" if n.waiting else "nothing for a steward",
    )
    yield "error", data.merge_error
    yield "conflicts", _conflicts(data)
    yield "unread", _by_kind(data, safe)
    yield "set aside", _set_aside(data, safe)
    yield "decisions", _decisions(n)
    yield "changed", _changes(data, safe)


def _merged(n: Counts) -> str:
    if not n.merged_works:
        return "nothing: no two entries are one work"
    return f"{_many(n.merged_works, 'work')} out of {_many(n.merged_mentions, 'entry')}"


def _conflicts(data: ReportData) -> str:
    by = Counter(row.severity for row in data.conflicts)
    said = ", ".join(f"{by[name]} {name}" for name in ("high", "medium", "low") if by[name])
    return f"{len(data.conflicts)} between entries of one work: {said}" if said else "none"


def _by_kind(data: ReportData, safe: Safe) -> str:
    by = Counter(row.kind for row in data.unknowns)
    said = ", ".join(f"{by[kind]} × {safe(kind)}" for kind in sorted(by))
    return f"{len(data.unknowns)} unknown: {said}" if said else "nothing unknown"


def _set_aside(data: ReportData, safe: Safe) -> str:
    if not data.set_aside:
        return ""
    named = [f"{safe(page.page)} ({safe(page.reason)})" for page in data.set_aside[:_NAMED]]
    rest = len(data.set_aside) - len(named)
    more = [f"{rest} more"] if rest else []
    return f"{_many(len(data.set_aside), 'page')}: " + "; ".join([*named, *more])


def _decisions(n: Counts) -> str:
    if not n.decisions + n.reopened:
        return ""
    reopened = f", {n.reopened} to look at again (their evidence changed)" if n.reopened else ""
    return f"{n.decisions} applied{reopened}"


def _changes(data: ReportData, safe: Safe) -> str:
    if data.parent is None:
        return "first release"
    if data.parent == data.version:
        return ""  # nothing new: the release that stands is the one that is described
    by = Counter(op for _, op in {(row.work_id, row.op) for row in data.changes})
    said = ", ".join(f"{by[op]} {op}" for op in (*OPS, *sorted(set(by) - set(OPS))) if by[op])
    return f"since {safe(data.parent)}: {said or 'no work'}"


def _source_rows(data: ReportData) -> Iterable[str]:
    pages = Counter(page.source for page in pages_read(data))
    listings = Counter(column(data.listings, "source"))
    mentions = Counter(column(data.mentions, "source"))
    works = Counter(name for work in data.works for name in set(work.sources))
    states = {row.source: row for row in data.sources}
    names = sorted({*pages, *listings, *mentions, *states})
    for name in names[:_LISTED]:
        cells = (pages[name], listings[name], mentions[name], works[name])
        row = states.get(name)
        good = f"{row.good_at:%Y-%m-%d}" if row and row.good_at else ""
        first = (_linked(name, row.url if row else None), row.state if row else "fresh", good)
        yield f"| {' | '.join((*first, *map(str, cells)))} |"
    if len(names) > _LISTED:
        yield f"| … and {len(names) - _LISTED} more sources | | | | | | |"


def _linked(name: str, url: str | None) -> str:
    """Return a source's name, as a link where its address is a plain one."""
    return f"[{escaped(name)}]({url})" if url and _ADDRESS.fullmatch(url) else escaped(name)


def _many(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _short(text: str) -> str:
    return plain(text, NAME)


def escaped(text: str, most: int = NAME) -> str:
    """Return text that Markdown shows as it is, of so many characters at most."""
    return _MARKDOWN.sub(r"\\\1", plain(text, most))
