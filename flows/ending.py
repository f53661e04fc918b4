"""How a night ends, as the operator sees it: a state with a name, and a summary to read."""

from datetime import UTC, datetime

from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from pipeline.report.summary import NOTICE, escaped
from pipeline.stages import Outcome

PUBLISHED, NOTHING_NEW, WITH_WARNINGS = "Published", "Nothing new", "with warnings"
TO_LOOK_AT = (
    f"{PUBLISHED} {WITH_WARNINGS}",
    f"{NOTHING_NEW} {WITH_WARNINGS}",
    "Failed",
    "Crashed",
    "TimedOut",
)
"""The names of the states that somebody should look at."""
_SAID = 3  # warnings that a state's message holds; the summary has them all


def name() -> str:
    """Return what a flow run is called: the night that it is of."""
    given = flow_run.parameters.get("as_of")
    return f"night of {given or datetime.now(UTC):%Y-%m-%d %H:%M}"


def state(outcome: Outcome) -> State[Outcome]:
    """Return the state that a flow run ends in: completed, and by its name how."""
    how = PUBLISHED if outcome.published else NOTHING_NEW
    first, rest = outcome.warnings[:_SAID], outcome.warnings[_SAID:]
    said = [f"Release {outcome.version}.", *first, *([f"And {len(rest)} more."] if rest else [])]
    return Completed(
        name=f"{how} {WITH_WARNINGS}" if outcome.warnings else how,
        message=" ".join(said),
        data=outcome,
    )


def note(outcome: Outcome) -> None:
    """Keep the night's summary as an artifact of its flow run."""
    create_markdown_artifact(
        key="release",
        markdown=markdown(outcome),
        description=f"Release {outcome.version}: what came in, what it made, how its sources are",
    )


def markdown(outcome: Outcome) -> str:
    """Return the summary with what somebody should look at first, and where to read more."""
    warned = [f"> **Warning:** {escaped(each, NOTICE)}\n" for each in outcome.warnings]
    where = [
        "",
        "## More",
        "",
        "| what | where |",
        "| --- | --- |",
        f"| merge report | `{outcome.path / 'report' / 'index.html'}` |",
        f"| what changed | `{outcome.path / 'CHANGES.md'}` |",
        f"| in a terminal | `collate show {outcome.version}` |",
        "",
    ]
    return "\n".join([*warned, outcome.markdown, *where])
