"""The stewards' log as it is now, and what it says since the release was made.

Other desks, the shell and people with spreadsheets write to the same file, so it is looked at
before each page; only what was added is parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from pipeline.errors import DecisionError
from pipeline.ingest import store
from pipeline.model import Decision
from pipeline.resolve import judgements
from pipeline.resolve.judgements import Judgement, Log, Note

Ids = tuple[str, str]
Act = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the log says.

    Attributes:
        lines: All judgements, in line order.
        last: The last line on each pair.
        fresh: Those of ``last`` that the release does not know yet.
        notes: Lines set aside in reading, with the reasons.
    """

    lines: tuple[Judgement, ...] = ()
    last: Mapping[Ids, Judgement] = field(default_factory=dict)
    fresh: Mapping[Ids, Judgement] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def on(self, pair: Ids) -> tuple[Judgement, ...]:
        """All lines on a pair, oldest first."""
        if pair not in self.last:
            return ()
        return tuple(line for line in self.lines if line.pair == pair)

    def answer(self, pairs: Iterable[Ids]) -> Judgement | None:
        """The newest answer to a question since the release; none where all were undone."""
        given = [self.fresh[pair] for pair in pairs if pair in self.fresh]
        kept = [judgement for judgement in given if judgement.verdict != "undo"]
        return max(kept, key=lambda judgement: judgement.line, default=None)

    @property
    def open_answers(self) -> int:
        """How many pairs have an answer that no release has applied."""
        return sum(judgement.verdict != "undo" for judgement in self.fresh.values())


class Watched:
    """The log at a path, read again when the file changes."""

    def __init__(self, path: Path, known: Iterable[Decision]) -> None:
        """Watch ``path``; ``known`` are the lines that the release was made with."""
        self.path = path
        self._known = frozenset(map(_act, known))
        self._lock = Lock()
        self._seen: object = None
        self._body = b""
        self._log = Log(judgements=())
        self._said = Said()

    def now(self) -> Said:
        """Return what the log says now.

        Raises:
            DecisionError: A line of it cannot be read.
        """
        with self._lock:
            seen = signature(self.path)
            if seen is None or seen != self._seen:
                self._read()
                self._seen = seen
            return self._said

    def _read(self) -> None:
        try:
            body = self.path.read_bytes()
        except FileNotFoundError:
            body = b""
        if body == self._body and self._seen is not None:
            return
        self._log = self._grown(body) or judgements.parse(body, self.path.name)
        self._body = body
        last = {judgement.pair: judgement for judgement in self._log.judgements}
        self._said = Said(
            lines=self._log.judgements,
            last=last,
            fresh={pair: each for pair, each in last.items() if _act(each) not in self._known},
            notes=self._log.notes,
        )

    def _grown(self, body: bytes) -> Log | None:
        """Return the log where lines were only added since it was read, by reading those alone."""
        old = self._body
        if self._log.is_torn or not old.endswith(b"\n") or not body.startswith(old):
            return None
        header = old[: old.index(b"\n") + 1]
        if header[:4].lower() == b"sep=" or header.strip() in (b"", b"\xef\xbb\xbf"):
            return None
        try:
            added = judgements.parse(header + body[len(old) :], self.path.name)
        except DecisionError:
            return None  # the whole log knows its line numbers better
        shift = old.count(b"\n") - 1
        return Log(
            judgements=(
                *self._log.judgements,
                *(replace(each, line=each.line + shift) for each in added.judgements),
            ),
            notes=(
                *self._log.notes,
                *(replace(each, line=each.line + shift) for each in added.notes),
            ),
            is_torn=added.is_torn,
        )


def signature(path: Path) -> object:
    """Return what changes when a file does; ``None`` where that cannot be had cheaply."""
    if store.is_remote(path):
        return None
    try:
        found = path.stat()
    except FileNotFoundError:
        return "absent"
    return found.st_ino, found.st_size, found.st_mtime_ns


def _act(line: Judgement | Decision) -> Act:
    """What of a line nothing rewrites, so that it is known again in a release."""
    pair = tuple(sorted((line.left_mention_id, line.right_mention_id)))
    return line.decided_at.replace(microsecond=0), line.steward, line.verdict, pair
