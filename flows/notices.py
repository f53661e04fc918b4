"""Who is told when a night should be looked at, or did not come: Prefect automations.

`python -m flows.notices URL` puts them on the server that ``PREFECT_API_URL`` names; again, with
another address, it changes them. The address is sent a JSON object with a ``text``, which is
what Slack, Mattermost, Teams workflows and most others take.
"""

import sys
from datetime import timedelta
from typing import cast
from uuid import UUID

from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from pydantic import SecretStr

from flows.ending import NOTHING_NEW, PUBLISHED, TO_LOOK_AT

BLOCK = "collate-operator"
LOOK, MISSED = "collate: a night to look at", "collate: no night came"
OVERDUE = timedelta(hours=26)
FLOW = ResourceSpecification({"prefect.resource.role": "flow", "prefect.resource.name": "nightly"})
_ENDED = """\
{"text": {{ ("Collate, " ~ flow_run.name ~ ": " ~ flow_run.state.name ~ ". "
  ~ (flow_run.state.message or "") ~ " " ~ (flow_run | ui_url)) | tojson }}}"""
_OVERDUE = '{"text": "Collate: no nightly run has ended for 26 hours. Is its worker running?"}'


def apply(url: str) -> list[str]:
    """Put the automations on the server, in the place of those there; return what was done."""
    block = cast(UUID, Webhook(url=SecretStr(url)).save(BLOCK, overwrite=True))
    return [_put(each) for each in automations(block)]


def automations(block: UUID) -> list[Automation]:
    """Return the automations that call a webhook block, given by its id."""
    return [
        Automation(
            name=LOOK,
            description="A nightly run failed, or ended with warnings.",
            trigger=EventTrigger(
                expect=set(map(_event, TO_LOOK_AT)),
                match_related=FLOW,
                posture=Posture.Reactive,
                threshold=1,
            ),
            actions=[CallWebhook(block_document_id=block, payload=_ENDED)],
        ),
        Automation(
            name=MISSED,
            description="No nightly run ended for 26 hours.",
            trigger=EventTrigger(
                expect=set(map(_event, (PUBLISHED, NOTHING_NEW, *TO_LOOK_AT))),
                match_related=FLOW,
                posture=Posture.Proactive,
                threshold=1,
                within=OVERDUE,
            ),
            actions=[CallWebhook(block_document_id=block, payload=_OVERDUE)],
        ),
    ]


def _event(state: str) -> str:
    return f"prefect.flow-run.{state}"


def _put(automation: Automation) -> str:
    with get_client(sync_client=True) as client:
        there = client.read_automations_by_name(automation.name)
        for old in there:
            client.delete_automation(old.id)
    automation.create()
    return f"Automation “{automation.name}” {'changed' if there else 'made'}."


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where to: python -m flows.notices URL")
    for told in apply(sys.argv[1]):
        sys.stdout.write(told + "\n")
