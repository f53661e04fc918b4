"""What the desk has open: the latest release, its questions, the log; and who looks at what."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread

from pipeline.desk import by_hand
from pipeline.desk.drafts import Bench, Command
from pipeline.desk.drawings import Drawn, drawn
from pipeline.desk.guard import Guard
from pipeline.desk.log import Ids, Said, Watched
from pipeline.desk.opened import Opened
from pipeline.desk.questions import UNSURE, Question, facets, questions
from pipeline.errors import PipelineError
from pipeline.model import Alias, Override
from pipeline.release import lineage, versions
from pipeline.release.manifest import Manifest
from pipeline.report.data import Thresholds
from pipeline.resolve import blind, lines
from pipeline.resolve.judgements import Judgement
from pipeline.sources.drift import Drift, drift

DECISIONS = "decisions.csv"
DRAWN = 200  # pairs of each band in the blind sample
BESIDE = timedelta(minutes=2)  # within which two who looked at a pair are looking together
SEATS = 1000  # pairs for which that is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the desk is started with; the edge makes it.

    Attributes:
        curated: Folder of releases and of the log.
        guard: Who is let in.
        thresholds: From a release to what its weights were held against.
        clock: The time now, UTC.
        login: Whom to propose as steward.
        command: What makes a release of the folder and by the weights it is given; ``None``
            for a desk that makes none.
    """

    curated: Path
    guard: Guard
    thresholds: Callable[[Manifest], Thresholds]
    clock: Callable[[], datetime]
    login: str = ""
    command: Command | None = None


class Served:
    """One release with what the desk made of it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Open the release in ``folder``."""
        self.opened = Opened(folder)
        self._curated = settings.curated
        self.thresholds = settings.thresholds(self.opened.manifest)
        self.questions: tuple[Question, ...] = questions(self.opened, self.thresholds.upper)
        self.by_ids: Mapping[Ids, Question] = {
            pair: question for question in self.questions for pair in question.pairs
        }
        self.opened.need("coverage")
        names = self.opened.dicts(
            "SELECT place_code, any_value(name) AS name FROM coverage GROUP BY 1"
        )
        self.sources = self._sources()
        self.facets = facets(self.questions)
        self.place_names = {row["place_code"]: row["name"] for row in names}
        self.place = {question.ids: at for at, question in enumerate(self.questions)}
        self._asked = sum(question.reason != UNSURE for question in self.questions)
        self._answered: tuple[Said, Mapping[Ids, Judgement]] = (Said(), {})
        known = self.opened.rows("decisions", most=sys.maxsize)
        self.watched = Watched(settings.curated / DECISIONS, known)
        self.overrides = by_hand.Watched(settings.curated / lines.FILES[Override], Override)
        self.aliases = by_hand.Watched(settings.curated / lines.FILES[Alias], Alias)
        self._by_hand = [
            *self.opened.rows("overrides", most=sys.maxsize),
            *self.opened.rows("aliases", most=sys.maxsize),
        ]

    def _sources(self) -> tuple[tuple[str, int], ...]:
        """Return the sources of the release, each with its number of entries."""
        self.opened.need("mentions")
        found = self.opened.dicts(
            "SELECT source, count(*) AS n FROM mentions GROUP BY 1 ORDER BY 1"
        )
        return tuple((each["source"], each["n"]) for each in found)

    def hand(self) -> by_hand.Hand:
        """Return what stewards have said beside judgements, as it is now."""
        return by_hand.hand(self.overrides.now(), self.aliases.now(), self._by_hand)

    @cached_property
    def drawn(self) -> tuple[blind.Drawn, ...]:
        """The blind sample of the release."""
        return tuple(
            blind.draw(
                self.opened.rows("pairs", most=sys.maxsize),
                self.opened.rows("decisions", most=sys.maxsize),
                release=self.opened.version,
                model=self.opened.manifest.inputs.model,
                most=DRAWN,
            )
        )

    @cached_property
    def drifts(self) -> tuple[Drift, ...]:
        """What of the sources' pages is not as it was in the releases before."""
        if not self.opened.manifest.habits:
            return ()
        *before, tonight = lineage.habits(self._curated, self.opened.version)
        return drift(before, tonight, self.opened.manifest.created_at)

    def warm(self) -> None:
        """Have at hand all that pages are made from."""
        self.opened.warm()
        _ = self.drawn, self.charts, self.drifts

    @cached_property
    def charts(self) -> Drawn:
        """The charts of the release."""
        return drawn(self.opened, self.thresholds)

    def answers(self, said: Said) -> Mapping[Ids, Judgement]:
        """Return the questions that have an answer since the release, each with the newest."""
        if self._answered[0] is not said:
            touched = {self.by_ids[pair].ids for pair in said.fresh if pair in self.by_ids}
            found = {ids: said.answer(self.by_ids[ids].pairs) for ids in touched}
            self._answered = said, {ids: each for ids, each in found.items() if each}
        return self._answered[1]

    def kind(self, question: Question, answers: Mapping[Ids, Judgement]) -> str:
        """Return whether a question is ``open``, ``answered`` or left ``unsure``."""
        answer = answers.get(question.ids)
        if answer is None:
            return "unsure" if question.reason == UNSURE else "open"
        return "unsure" if answer.verdict == "unsure" else "answered"

    def open_questions(self, said: Said) -> int:
        """How many questions nobody has answered."""
        gone = sum(self.by_ids[ids].reason != UNSURE for ids in self.answers(said))
        return self._asked - gone


@dataclass(slots=True)
class _Seat:
    """Who looked at a pair when."""

    looked: dict[str, datetime] = field(default_factory=dict)


class Room:
    """The desk's state; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Open the latest release.

        Raises:
            ReleaseError: There is none.
        """
        self.settings = settings
        self._lock = Lock()
        self._seats: dict[Ids, _Seat] = {}
        self._opening: Thread | None = None
        self._served = Served(versions.resolve(versions.LATEST, settings.curated), settings)
        self.bench = Bench(settings.curated, settings.command)

    def warm(self) -> None:
        """Copy what no page has asked for yet, beside the pages that are asked for."""
        Thread(target=self._served.warm, daemon=True).start()

    def served(self) -> Served:
        """Return the release that is shown; a newer one is opened beside it."""
        latest = versions.latest(self.settings.curated)
        if latest not in (None, self._served.opened.version):
            with self._lock:
                if self._opening is None or not self._opening.is_alive():
                    self._opening = Thread(target=self._open, daemon=True)
                    self._opening.start()
        return self._served

    @property
    def is_there(self) -> bool:
        """Whether the folder still has its releases, so that what is said has where to go."""
        return versions.latest(self.settings.curated) is not None

    def refresh(self) -> Served:
        """Return the latest release once it is open."""
        self.served()
        if self._opening is not None:
            self._opening.join()
        return self._served

    def _open(self) -> None:
        try:
            folder = versions.resolve(versions.LATEST, self.settings.curated)
            if folder.name != self._served.opened.version:
                coming = Served(folder, self.settings)
                coming.warm()
                self._served = coming
        except PipelineError:
            return  # a release that is being moved or is damaged: the one at hand stays

    def sit(self, ids: Ids, steward: str) -> tuple[str, ...]:
        """Note that a steward looks at a pair; return who else did a moment ago."""
        now = self.settings.clock()
        with self._lock:
            seat = self._seats.pop(ids, None) or _Seat()
            self._seats[ids] = seat  # the last looked at stands last
            while len(self._seats) > SEATS:
                self._seats.pop(next(iter(self._seats)))
            if steward:
                seat.looked[steward] = now
            near = [name for name, at in seat.looked.items() if now - at < BESIDE]
        return tuple(sorted(name for name in near if name != steward))
