"""What each release changed in a work, the newest first."""

from __future__ import annotations

from itertools import islice

from starlette.responses import Response

from pipeline.desk.asked import Asked
from pipeline.errors import MissingError
from pipeline.release import disk
from pipeline.release.versions import published
from pipeline.report.text import LINE, shown

RELEASES = 40  # that one page looks into


def show(asked: Asked) -> Response:
    """Return the changes of a work, release by release."""
    opened, work_id = asked.served.opened, asked.path["work_id"]
    work = opened.one("works", work_id=work_id)
    if work is None:
        raise MissingError("this release has no such work")
    releases = list(reversed(published(asked.room.settings.curated).items()))
    first = asked.number("from")
    nights = []
    for version, folder in islice(releases, first, first + RELEASES):
        found = disk.read_table(folder, "changes", only=("work_id", work_id)).to_pylist()
        if found:
            nights.append((shown(version, 40), [_row(each) for each in found]))
    return asked.show(
        "past.html",
        nav="works",
        work_id=work_id,
        title=shown(work.title, LINE),
        nights=nights,
        looked=min(len(releases), first + RELEASES),
        total=len(releases),
    )


def _row(found: dict[str, str | None]) -> tuple[object, ...]:
    what = (found["field"] or found["op"] or "").replace("_", " ")
    return what, shown(found["before"], LINE), shown(found["after"], LINE), found["cause"]
