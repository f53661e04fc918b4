"""What stewards say beside judgements: values chosen by hand, and what unread texts mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Generic

from pipeline.desk.log import signature
from pipeline.errors import UsageError
from pipeline.merge.choose import RULES
from pipeline.merge.overrides import as_text, seen
from pipeline.model import Alias, Mention, Override
from pipeline.normalise import aliases, languages, places
from pipeline.normalise.fold import fold
from pipeline.resolve import lines, sheet
from pipeline.resolve.lines import Line


class Watched(Generic[Line]):
    """A file of such lines, read again when it changes."""

    def __init__(self, path: Path, kind: type[Line]) -> None:
        """Watch ``path``."""
        self.path = path
        self._kind: type[Line] = kind
        self._lock = Lock()
        self._seen: object = None
        self._found: tuple[Line, ...] = ()

    def now(self) -> tuple[Line, ...]:
        """Return the lines as they are now, in order.

        Raises:
            DecisionError: One cannot be read.
        """
        with self._lock:
            now = signature(self.path)
            if now is None or now != self._seen:
                self._found = lines.weighed(lines.read(self.path, self._kind))
                self._seen = now
            return self._found


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What stands of both files, and what of it the release knows.

    Attributes:
        overrides: Work and field to the last line on it.
        aliases: Kind and folded text to the last line on it.
        known: The lines that the release was made with, each with what became of it.
    """

    overrides: Mapping[tuple[str, str], Override] = field(default_factory=dict)
    aliases: Mapping[tuple[str, str], Alias] = field(default_factory=dict)
    known: Mapping[tuple[Any, ...], str] = field(default_factory=dict)

    def is_fresh(self, line: Override | Alias) -> bool:
        """Tell whether no release has applied a line yet."""
        return act(line) not in self.known

    def status(self, line: Override | Alias) -> str:
        """What became of a line in the release; ``""`` where it has not seen it."""
        return self.known.get(act(line), "")

    @property
    def fresh(self) -> int:
        """How many things have a line that no release has applied."""
        chosen = sum(map(self.is_fresh, self.overrides.values()))
        return chosen + sum(map(self.is_fresh, self.aliases.values()))


def hand(
    overrides: Iterable[Override], said: Iterable[Alias], known: Iterable[Override | Alias]
) -> Hand:
    """Return what stands of these lines."""
    return Hand(
        overrides={(line.work_id, line.field): line for line in overrides},
        aliases={(line.kind, fold(line.text)): line for line in said},
        known={act(line): line.status for line in known},
    )


def act(line: Override | Alias) -> tuple[Any, ...]:
    """Return what of a line nothing rewrites."""
    return type(line).__name__, line.decided_at.replace(microsecond=0), line.steward, line.value


def choose(
    path: Path,
    *,
    work_id: str,
    name: str,
    mention_id: str,
    among: Iterable[Mention],
    because: str,
    steward: str,
    at: datetime,
    prior: int,
) -> Override:
    """Keep which entry's value of a field is to stand; with no entry, take the choice back.

    Args:
        path: The file.
        work_id: The work.
        name: The field, a column of ``works`` that one value is chosen for.
        mention_id: Whose value; ``""`` to let the rule decide again.
        among: All entries of the work.
        because: Why; never empty.
        steward: Who.
        at: When.
        prior: The line on this field that the page showed last; 0 for none.

    Raises:
        UsageError: There is no such field or entry, no reason, or somebody chose meanwhile.
    """
    mentions = tuple(among)
    by_id = {mention.mention_id: mention for mention in mentions}
    if name not in RULES:
        raise UsageError(f"No value is chosen for {name[:40]!r}; there are {', '.join(RULES)}.")
    if mention_id and mention_id not in by_id:
        raise UsageError("The work has no such entry any more; load its page again.")
    if not because:
        raise UsageError("Say why this value stands: a choice by hand needs a reason.")
    value = as_text(name, by_id[mention_id]) if mention_id else ""
    if mention_id and not value:
        raise UsageError("That entry gives no value for this field.")
    line = Override(
        decided_at=at.replace(microsecond=0),
        steward=steward,
        work_id=work_id,
        field=name,
        mention_id=mention_id,
        value=sheet.tidy(value),
        seen=seen(name, mentions),
        because=because,
    )
    return lines.append(path, line, _unless_said(line, prior))


def explain(
    path: Path,
    *,
    kind: str,
    text: str,
    value: str,
    because: str,
    steward: str,
    at: datetime,
    prior: int,
) -> Alias:
    """Keep what a text means that no table could read; with no value, take it back.

    Raises:
        UsageError: The value means nothing that is known, there is no reason, or somebody
            explained the text meanwhile.
    """
    if not because:
        raise UsageError("Say why: an explanation holds for all pages that print the text.")
    meaning = meant(kind, value) if value.strip() else ""
    line = Alias(
        decided_at=at.replace(microsecond=0),
        steward=steward,
        kind=kind,
        text=text,
        value=meaning,
        because=because,
    )
    return lines.append(path, line, _unless_said(line, prior))


def meant(kind: str, text: str) -> str:
    """Return codes, or a role, for what a steward typed: codes or names that tables know.

    >>> meant("place", "Kenya, UG; 011"), meant("language", "swahili"), meant("label", "year")
    ('KE UG 011', 'sw', 'year')

    Raises:
        UsageError: A part of it is no code and no name that is known.
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if kind != "label" and aliases.problem(kind, text.strip()) is None:
        return " ".join(text.split())
    found = [part if kind == "label" else _code(kind, part) for part in parts]
    value = " ".join(found)
    if problem := aliases.problem(kind, value):
        raise UsageError(f"{problem}. Nothing was kept.")
    return value


def _code(kind: str, part: str) -> str:
    if aliases.problem(kind, part) is None:
        return part
    if kind == "language":
        code = languages.language(part)
    else:
        code = places.country(part)
        if not isinstance(code, str):
            code = next(iter(places.regions([part])), code)
    return code if isinstance(code, str) else part


def _unless_said(line: Line, prior: int) -> Callable[[tuple[Line, ...]], None]:
    """Return a check that the last line on the same thing is the one that was seen."""

    def check(found: tuple[Line, ...]) -> None:
        same = [each for each in found if lines.about(each) == lines.about(line)]
        if same and same[-1].line != prior:
            last = same[-1]
            raise UsageError(
                f"{last.steward} said {last.value or 'nothing'} of it in the meantime "
                f"({last.because or 'no reason given'}). Yours was not kept; look again."
            )

    return check
