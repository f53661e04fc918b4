"""Where the mentions of one work disagree; the losing value is kept.

Kinds: ``spelling`` (the same but for letters' case, marks or a slip), ``shorter`` (a part of
what won), ``different``, ``language`` (the same thing said in another language), ``within``
(one page contradicts itself). Severity: ``low`` needs nobody, ``medium`` is worth knowing,
``high`` waits for a steward.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.merge.choose import RULES, Choice, display_name, year_of
from pipeline.merge.editions import United, priced, united
from pipeline.merge.group import Group
from pipeline.merge.titles import difference
from pipeline.model import Conflict, Contributor, Mention, Trace
from pipeline.normalise.fold import fold

Verdict = tuple[str, str]  # kind, severity
_RANK = {"low": 0, "medium": 1, "high": 2}


def conflicts(group: Group, choices: Mapping[str, Choice]) -> list[Conflict]:
    """Return the disagreements of one work, sorted; each value that lost is named once."""
    found: dict[tuple[str, str, str], Conflict] = {}
    between = _between(group, choices) if len(group.standards) > 1 else ()
    rows = (*between, *_of_editions(group), *_within(group))
    for row in sorted(rows, key=lambda row: (-_RANK[row.severity], row.kind, row.kept)):
        found.setdefault((row.field, row.lost, row.lost_mention_id), row)
    return [row for _, row in sorted(found.items())]


def _between(group: Group, choices: Mapping[str, Choice]) -> Iterator[Conflict]:
    for name, choice in choices.items():
        value_of = RULES[name][1]
        for mention in group.mentions:
            lost = value_of(mention)
            if lost is None or lost == () or lost == choice.value:
                continue
            if verdict := judge(name, choice.mention, mention):
                yield _conflict(
                    group, name, (choice.value, choice.mention), (lost, mention), verdict
                )


def _conflict(
    group: Group,
    name: str,
    kept: tuple[object, Mention],
    lost: tuple[object, Mention],
    verdict: Verdict,
) -> Conflict:
    return Conflict(
        work_id=group.work_id,
        field=name,
        kept=as_text(kept[0]),
        lost=as_text(lost[0]),
        kept_mention_id=kept[1].mention_id,
        lost_mention_id=lost[1].mention_id,
        kind=verdict[0],
        severity=verdict[1],
    )


def as_text(value: object) -> str:
    """Return a value as the tables of text columns hold it; names apart by semicolons."""
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def judge(name: str, kept: Mention, lost: Mention) -> Verdict | None:
    """Return the kind and severity of two values that are not equal; none for no conflict."""
    if name == "title":
        return _of_titles(kept, lost)
    if name == "abstract":
        return _of_abstracts(kept.abstract or "", lost.abstract or "")
    if name == "year":
        return _of_years(kept, lost)
    if name == "series":
        return _of_texts(kept.series or "", lost.series or "")
    if name == "contributors":
        return _of_contributors(kept.contributors, lost.contributors)
    return ("different", "low")  # Worldwide beside a list of places narrows, and hurts nobody


def _of_titles(kept: Mention, lost: Mention) -> Verdict:
    how = difference(kept.title, lost.title)
    if how in ("spelling", "shorter"):
        return (how, "low")
    if how == "similar":
        return ("different", "medium")
    return ("language", "low") if _are_translations(kept, lost) else ("different", "high")


def _are_translations(left: Mention, right: Mention) -> bool:
    spoken = {left.abstract_language, right.abstract_language}
    return None not in spoken and len(spoken) > 1


def _of_abstracts(kept: str, lost: str) -> Verdict | None:
    if kept.split() == lost.split():
        return None
    there, back = fold(kept), fold(lost)
    if there == back:
        return ("spelling", "low")
    return ("shorter", "low") if back in there else ("different", "medium")


def _of_years(kept: Mention, lost: Mention) -> Verdict:
    apart = abs((year_of(kept) or 0) - (year_of(lost) or 0))
    return ("different", "low" if apart == 1 else "medium")  # printed in January, dated in December


def _of_texts(kept: str, lost: str) -> Verdict:
    there, back = fold(kept), fold(lost)
    if there == back:
        return ("spelling", "low")
    return ("shorter", "low") if back in there else ("different", "medium")


def _of_contributors(kept: tuple[Contributor, ...], lost: tuple[Contributor, ...]) -> Verdict:
    spelt = {fold(display_name(person)) for person in kept}
    if {fold(display_name(person)) for person in lost} <= spelt:
        return ("shorter" if len(lost) < len(kept) else "spelling", "low")
    if {_initialled(person) for person in lost} <= {_initialled(person) for person in kept}:
        return ("shorter", "low")
    return ("different", "medium")


def _initialled(person: Contributor) -> tuple[str, str]:
    return fold(person.name), fold(person.given or "")[:1]


def _of_editions(group: Group) -> Iterator[Conflict]:
    for edition in united(group):
        for name in ("language", "pages", "year"):
            yield from _of_edition(group, edition, name)
        yield from _of_prices(group, edition)


def _of_edition(group: Group, edition: United, name: str) -> Iterator[Conflict]:
    given = [variant for variant in edition.variants if getattr(variant.edition, name) is not None]
    for variant in given[1:]:
        kept, lost = (getattr(v.edition, name) for v in (given[0], variant))
        if kept != lost:
            one, other = given[0].standard.mention, variant.standard.mention
            kind = "within" if one is other else "different"
            yield _conflict(group, name, (kept, one), (lost, other), (kind, "medium"))


def _of_prices(group: Group, edition: United) -> Iterator[Conflict]:
    """Yield the prices that lost."""
    asking = {each.mention.mention_id: each.mention for each in priced(edition)}
    kept, *others = asking.values() or (None,)
    for lost in others:
        if kept is not None and _price(kept) != _price(lost):
            sides = (_price(kept), kept), (_price(lost), lost)
            yield _conflict(group, "price_amount", *sides, ("different", "low"))


def _price(mention: Mention) -> str:
    return f"{mention.price_amount} {mention.price_currency or ''}".strip()


def _within(group: Group) -> Iterator[Conflict]:
    """Yield the values that a page gives for a field of a mention beside the one it keeps."""
    for standard in group.standards:
        mention = standard.mention
        for trace in _contradicting(mention, standard.traces):
            kept = getattr(mention, trace.field)
            yield _conflict(
                group, trace.field, (kept, mention), (trace.value, mention), ("within", "medium")
            )


def _contradicting(mention: Mention, traces: Iterable[Trace]) -> Iterator[Trace]:
    for trace in traces:
        if trace.field in ("year", "month") and trace.value.isdigit():  # a range is no year
            kept = getattr(mention, trace.field)
            if kept is not None and trace.value != str(kept):
                yield trace
