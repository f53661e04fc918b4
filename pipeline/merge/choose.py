"""Survivorship: one rule per field of a work, and whose value won.

Each rule takes the mentions of one work and returns those whose value stands; the rule's
name is what provenance and the report print. The order of the mentions makes no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.merge.group import Group
from pipeline.merge.titles import families
from pipeline.model import Contributor, Mention
from pipeline.normalise.fold import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A field's value, the mention it came from, and the rule that chose it."""

    field: str
    value: Any
    mention: Mention
    rule: str


def best_supported_title(group: Group) -> Mention:
    """The fullest title of the family that most sources print.

    Sources shorten titles and do not lengthen them, so the fullest of those that resemble
    each other stands. Where they have nothing in common, one was printed over by its
    neighbour: then the title that most sources print stands, then the one that no other
    work bears, then the one on most mentions.
    """
    if len(group.standards) == 1:
        return group.standards[0].mention
    keys = {mention.mention_id: fold(mention.title) for mention in group.mentions}
    best = max(families(keys.values()), key=lambda family: _support(group, keys, family))
    of_family = [mention for mention in group.mentions if keys[mention.mention_id] in best]
    spelt = Counter(mention.title for mention in of_family)
    return max(of_family, key=lambda mention: _fullness(mention, spelt))


def _support(group: Group, keys: Mapping[str, str], family: list[str]) -> tuple[Any, ...]:
    of_family = [mention for mention in group.mentions if keys[mention.mention_id] in family]
    sources = {mention.source for mention in of_family}
    is_own = not group.borrowed.issuperset(family)
    return len(sources), is_own, len(of_family), max(map(len, family)), family


def _fullness(mention: Mention, spelt: Mapping[str, int]) -> tuple[Any, ...]:
    key, title = fold(mention.title), mention.title
    is_shouted = title.isupper()
    return len(key.split()), len(key), not is_shouted, spelt[title], title, mention.mention_id


def longest_abstract(group: Group) -> Mention | None:
    """The longest abstract in the language of the title's mention: sources cut abstracts."""
    given = [mention for mention in group.mentions if mention.abstract]
    own = best_supported_title(group).abstract_language if len(given) > 1 else None
    fitting = [mention for mention in given if own and mention.abstract_language == own]
    return max(
        fitting or given,
        key=lambda mention: (len(mention.abstract or ""), mention.abstract, mention.mention_id),
        default=None,
    )


def earliest_year(group: Group) -> Mention | None:
    """The earliest year given: later ones are reprints and translations."""
    dated = [mention for mention in group.mentions if year_of(mention) is not None]
    plain = [mention for mention in dated if mention.year is not None]
    return min(
        plain or dated, key=lambda mention: (year_of(mention), mention.mention_id), default=None
    )


def year_of(mention: Mention) -> int | None:
    """The year of a mention, else the earliest of its editions."""
    years = [edition.year for edition in mention.editions if edition.year is not None]
    return mention.year if mention.year is not None else min(years, default=None)


def fullest_series(group: Group) -> Mention | None:
    """The longest series statement: sources drop the number or shorten the name."""
    given = [mention for mention in group.mentions if mention.series]
    return max(
        given,
        key=lambda mention: (len(mention.series or ""), mention.series, mention.mention_id),
        default=None,
    )


def fullest_contributors(group: Group) -> Mention | None:
    """The longest list of names, with given names rather than without, in its own order."""
    given = [mention for mention in group.mentions if mention.contributors]
    return max(given, key=_named_fully, default=None)


def _named_fully(mention: Mention) -> tuple[Any, ...]:
    names = display_names(mention)
    return len(names), sum(map(len, names)), names, mention.mention_id


def worldwide_if_any_says_so(group: Group) -> Mention | None:
    """A mention that says Worldwide, else one that names its places, else none."""
    given = [mention for mention in group.mentions if mention.is_worldwide is not None]
    return min(given, key=lambda m: (not m.is_worldwide, m.mention_id), default=None)


def display_name(contributor: Contributor) -> str:
    """A person as given and family name, an organisation by its name."""
    return f"{contributor.given} {contributor.name}" if contributor.given else contributor.name


def display_names(mention: Mention) -> tuple[str, ...]:
    """The names of a mention's contributors, in page order, none twice."""
    return tuple(dict.fromkeys(display_name(person) for person in mention.contributors))


def languages(mention: Mention) -> tuple[str, ...]:
    """The languages of a mention's editions."""
    found = {edition.language for edition in mention.editions}
    return tuple(sorted(language for language in found if language))


def isbns(mention: Mention) -> tuple[str, ...]:
    """The ISBNs a mention prints, those of its editions among them."""
    tied = {edition.isbn for edition in mention.editions if edition.isbn}
    return tuple(sorted(tied.union(mention.isbns)))


Rule = Callable[[Group], Mention | None]

RULES: Mapping[str, tuple[Rule, Callable[[Mention], Any]]] = {
    "title": (best_supported_title, lambda mention: mention.title),
    "abstract": (longest_abstract, lambda mention: mention.abstract),
    "year": (earliest_year, year_of),
    "series": (fullest_series, lambda mention: mention.series),
    "contributors": (fullest_contributors, display_names),
    "is_worldwide": (worldwide_if_any_says_so, lambda mention: mention.is_worldwide),
}
"""Field to the rule that picks a mention, and how the value is had from it."""

UNIONS: Mapping[str, tuple[str, Callable[[Mention], tuple[str, ...]]]] = {
    "languages": ("every_language_of_an_edition", languages),
    "country_codes": ("every_country_stated", lambda mention: mention.country_codes),
    "region_codes": ("every_region_stated", lambda mention: mention.region_codes),
    "isbns": ("every_isbn_printed", isbns),
    "sources": ("every_source_that_lists_it", lambda mention: (mention.source,)),
}
"""Field to the rule's name and each mention's values: nothing is lost, all of them stand."""


def choices(group: Group) -> dict[str, Choice]:
    """Apply every rule; a field that no mention fills has no choice."""
    found: dict[str, Choice] = {}
    for field, (rule, value_of) in RULES.items():
        if (mention := rule(group)) is not None:
            value = value_of(mention)
            found[field] = Choice(field=field, value=value, mention=mention, rule=rule.__name__)
    return found


def union(group: Group, field: str) -> tuple[str, ...]:
    """Return every mention's values of a field, sorted."""
    _, values = UNIONS[field]
    return tuple(sorted({value for mention in group.mentions for value in values(mention)}))
