"""A steward's choice of another value: it stands as long as the sources say what they said.

A choice is of a value that some mention gives, so that it leads to a page like every other. It
was made among certain values; when these change, the rule decides again and the choice is
marked as expired, for a steward to look at once more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from pipeline.merge.choose import RULES, Choice
from pipeline.merge.group import Group
from pipeline.model import Mention, Override
from pipeline.resolve.sheet import tidy

RULE = "chosen_by_a_steward"


def as_text(field: str, mention: Mention) -> str:
    """Return a mention's value of a field as text, and ``""`` where it gives none."""
    value = RULES[field][1](mention)
    if value is None or value == ():
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else str(value)


def seen(field: str, mentions: Iterable[Mention]) -> str:
    """Return a hash of the values of a field that mentions give, whoever gives them."""
    values = sorted({as_text(field, mention) for mention in mentions} - {""})
    return sha256(json.dumps(values).encode()).hexdigest()[:16]


def of_works(
    overrides: Iterable[Override], work_of: Mapping[str, str]
) -> Mapping[str, Sequence[Override]]:
    """Return the overrides of each work, in line order; by the mention whose value they choose."""
    found: defaultdict[str, list[Override]] = defaultdict(list)
    for override in overrides:
        if override.status != "superseded" and override.mention_id in work_of:
            found[work_of[override.mention_id]].append(override)
    return found


def others(
    overrides: Iterable[Override], of_works: Mapping[str, Sequence[Override]]
) -> tuple[Override, ...]:
    """Return the overrides that are of no work, in line order."""
    known = {each.line for found in of_works.values() for each in found}
    return tuple(each for each in overrides if each.line not in known)


def chosen(
    group: Group, rules: Mapping[str, Choice], overrides: Sequence[Override]
) -> tuple[dict[str, Choice], dict[int, str]]:
    """Return the choices with those of stewards in place, and what became of each override.

    Args:
        group: The work.
        rules: What the rules chose.
        overrides: Those on this work, in line order.

    Returns:
        The choices by field, and line to status.
    """
    found, status = dict(rules), dict[int, str]()
    standing: dict[str, Override] = {}
    for override in overrides:
        if override.field not in RULES:
            status[override.line] = "absent"
            continue
        mention = _giving(group, override)
        if mention is None or seen(override.field, group.mentions) != override.seen:
            status[override.line] = "expired"
            continue
        if override.field in standing:  # two works that have become one: the later word counts
            status[standing[override.field].line] = "superseded"
        standing[override.field] = override
        status[override.line] = "applied"
        found[override.field] = Choice(
            field=override.field,
            value=RULES[override.field][1](mention),
            mention=mention,
            rule=RULE,
        )
    return found, status


def _giving(group: Group, override: Override) -> Mention | None:
    """Return the mention that gives the chosen value: the one named, else another."""
    giving = [
        mention
        for mention in group.mentions
        if override.value and tidy(as_text(override.field, mention)) == override.value
    ]
    return min(
        giving, key=lambda m: (m.mention_id != override.mention_id, m.mention_id), default=None
    )


def as_applied(overrides: Iterable[Override], status: Mapping[int, str]) -> tuple[Override, ...]:
    """Return all overrides with what became of them; absent where their mention is gone."""
    return tuple(
        each
        if each.status == "superseded" or not each.value
        else replace(each, status=status.get(each.line, "absent"))
        for each in overrides
    )
