"""Rules for forms of government: "Republic of Hungary" is Hungary, "Gabonese Republic" Gabon."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.place_keys import BINDERS, squeezed, tokens
from pipeline.normalise.place_reading import ARTICLES, INITIAL, Again, Reading, known
from pipeline.normalise.place_relations import (
    demonyms,
    form_codes,
    form_words,
    island_codes,
    island_words,
    sovereign,
)  # fmt: skip

_FEDERATION: Final = frozenset({"federation", "fed"})


def form_of_government(text: str, again: Again) -> Iterator[Reading | None]:
    """A known country once the words for its form of government are taken away."""
    del again
    key = fold(text)
    forms: set[str] = set()
    rest: list[str] = []
    taken: list[str] = []
    is_bound = bool(BINDERS & set(key.split()))
    is_noun = is_bound and not _FEDERATION.isdisjoint(key.split())  # which is compared as "federal"
    for word in tokens(key):
        form, kind = form_words().get(word, ((), ""))
        if not form:
            rest.append(word)
            continue
        forms.update(form)
        taken.append(word)
        is_noun |= kind == "noun" or (kind == "bound" and is_bound)
    name = " ".join(word for word in rest if word not in BINDERS)
    if {"kingdom", "republic"} <= forms:  # "United Kingdom, Rep. of Kenya" are two
        return
    if is_noun and name and known(" ".join(taken)) is None:  # "United Kingdom, Kenya"
        yield _of_form(name, forms)


def _of_form(name: str, forms: set[str]) -> Reading | None:
    first, _, after = name.partition(" ")
    if after and first in ARTICLES and known(name) is None:
        name = after
    for form, code in form_codes().get(name, ()):
        if form in forms:
            return None if code == "-" else Reading(code, "name", f"{name} that is {form}")
    found = _of_name(name)
    is_territory = found is not None and found.code is not None and sovereign(found.code) != ""
    return found if is_territory or not forms & _OF_TERRITORIES else None


# A country has departments and municipalities of its own name; only a territory is one.
_OF_TERRITORIES: Final = frozenset(
    {"department", "municipality", "territory", "collectivity", "bailiwick", "colony"}
)


def _of_name(name: str) -> Reading | None:
    bare = known(name)
    if bare is None and (adjective_of := demonyms().get(name)):
        return Reading(adjective_of, "name", f"{name!r} is its adjective")
    return bare if bare is not None and bare.kind == "name" else None


def of_islands(text: str, again: Again) -> Iterator[Reading | None]:
    """An island country with a word for islands ("Îles Tokelau", "Isla de Malta")."""
    words = fold(text).split()
    rest = [word for word in words if not set(tokens(word)) & island_words()]
    if len(rest) == len(words) or INITIAL.search(text):
        return
    while len(rest) > 1 and rest[0] in BINDERS | ARTICLES:
        rest = rest[1:]
    found = again(" ".join(rest)) if rest else None
    if found is not None and found.code in island_codes() and found.kind == "name":
        yield found


_STATE_SUFFIX: Final = re.compile(
    "(?:民主|人民|社会主义|伊斯兰|联邦|合作|阿拉伯|共和|王|公|大公|酋长|苏丹|独立)*(?:国|联邦)$"
)


def chinese_form(text: str, again: Again) -> Iterator[Reading | None]:
    """The same in Chinese, where the form stands at the end ("摩尔多瓦共和国")."""
    del again
    key = squeezed(fold(text))
    if (found := _STATE_SUFFIX.search(key)) and found.start() > 0:
        name, form = key[: found.start()], found[0]
        is_decided = name in ("刚果", "朝鲜", "韩", "中华", "德", "越南", "也门", "大韩")
        yield None if is_decided and form != "国" else known(name)
