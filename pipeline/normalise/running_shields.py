"""What stands around a country's name in prose and makes it something else.

A person ("Chad Smith"), a river, a city, an American state, a funder: `shields.tsv` and
`person_names.tsv` have the words, this module the ways they stand.
"""

import re
from functools import cache
from typing import Final, NamedTuple

from pipeline.tables import rows

_LETTERS: Final = re.compile(r"[^\W\d_]")


class Hit(NamedTuple):
    """A country named in a text: ``text[start:end]``."""

    code: str
    start: int
    end: int


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of what may not stand before and after a name."""
    words: dict[str, list[str]] = {"before": [], "after": []}
    for row in rows("shields.tsv", "phrase", "kind"):
        if row["kind"] in words:
            words[row["kind"]].append(re.escape(row["phrase"]))
    before = re.compile(rf"(?:^|(?<=\W))(?:{'|'.join(words['before'])})\s+(?:the\s+|la\s+|le\s+)?$")
    after = re.compile(rf"\s+(?:{'|'.join(words['after'])})\b(?!\s+of\b)")
    return before, after


@cache
def _persons() -> dict[str, frozenset[str]]:
    return {
        row["kind"]: frozenset(row["names"].split("|"))
        for row in rows("person_names.tsv", "kind", "names")
    }


# Countries that are given names as well: only before these does a family name make a person.
_GIVEN: Final = frozenset({"TD", "JO", "GE", "IL", "IN", "KE", "CN", "DM"})
# Countries that are family names as well: only these make a person of initials before them.
_FAMILY: Final = frozenset({"JO", "IL", "OM", "PL", "IE", "FR", "NL", "ES", "DK", "MT", "TD"})
_ABBREVIATED: Final = frozenset({"U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "U.S.A.", "U.A.E."})
_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w'’.-]*)\s+$")
_WORD_AFTER: Final = re.compile(r"\s+([^\W\d_][\w'’-]*)")
_CITED: Final = re.compile(r"\s+et\s+al\b|,\s[A-Z]\.(?:[\s,-]*[A-Z]\.)*\s*[(&,;]")
_INITIAL: Final = re.compile(r"[^\w.\n](?:[A-Z]\.[\s-]?){1,3}\s?$")
_WINDOW: Final = 60


def is_shielded(hit: Hit, text: str) -> bool:
    """Tell whether the words around a name make it something else than the country."""
    before = text[max(0, hit.start - _WINDOW) : hit.start]
    after = text[hit.end : hit.end + _WINDOW]
    unlike_before, unlike_after = _around()
    return bool(
        unlike_before.search(before)
        or unlike_after.match(after)
        or _CITED.match(after)
        or (hit.code not in _NOT_TOWNS and _IN_A_STATE.match(after))
        or _is_person(hit, text, before, after)
        or (hit.code == "GE" and _is_american(hit, text))
        or (text[hit.start : hit.end] == "Micronesia" and _OTHER_ISLANDS.search(before + after))
        or (text[hit.start : hit.end] == "US" and _is_shouted(before, after))
        or _is_funder(hit, text, after)
    )


def _is_person(hit: Hit, text: str, before: str, after: str) -> bool:
    """Tell a person from a country: "Michael Jordan", "Chad Smith", "C. Oman"."""
    if " " in text[hit.start : hit.end]:
        return False
    persons = _persons()
    if (word := _WORD_BEFORE.search(before)) and word[1] in persons["given"]:
        return True
    if hit.code in _FAMILY and (initials := _INITIAL.search(before)):
        return initials[0].replace(" ", "").lstrip("(,;") not in _ABBREVIATED
    follows = _WORD_AFTER.match(after)
    return bool(follows and hit.code in _GIVEN and follows[1] in persons["family"])


_STATES: Final = re.compile(
    r"\b(?:Alabama|Florida|Tennessee|(?:North|South) Carolina|Mississippi|Louisiana|Texas|Virginia|"
    r"Kentucky|Arkansas|Ohio|California|Illinois|Michigan|Pennsylvania|Maryland|Atlanta|Savannah)\b"
)
# A town of the United States that is called like a country far away ("Cuba, New York").
_IN_A_STATE: Final = re.compile(
    r",\s+(?:Alabama|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Idaho|"
    r"Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|"
    r"Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|"
    r"New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|"
    r"South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|"
    r"Wisconsin|Wyoming)\b(?!,? and\b)"
)
_NOT_TOWNS: Final = frozenset({"MX", "CA", "US", "GB", "IN", "CN", "JP", "PR"})
_CAUCASUS: Final = re.compile(
    r"\b(?:Armenia|Azerbaijan|Tbilisi|Batumi|Caucasus|Abkhazia|Ossetia|Ukraine|Moldova|Russian?|"
    r"Turkey|Kazakhstan|Belarus|Soviet|Georgian?s)\b"
)


def _is_american(hit: Hit, text: str) -> bool:
    """Tell the state of Georgia from the country by the company it keeps."""
    window = text[max(0, hit.start - 2 * _WINDOW) : hit.end + 2 * _WINDOW]
    return bool(_STATES.search(window)) and not _CAUCASUS.search(text[:20_000])


# Beside them Micronesia is the region of the ocean, not the federation.
_OTHER_ISLANDS: Final = re.compile(r"\b(?:Melanesia|Polynesia)\b")


def _is_shouted(before: str, after: str) -> bool:
    """Tell whether "US" stands among capitals, where it may be the pronoun."""
    around = _LETTERS.findall(before[-20:] + after[:20])
    return len(around) > 3 and all(letter.isupper() for letter in around)


_FUNDED: Final = re.compile(
    r"\b(?:fund(?:ed|ing)|financed|sponsored|financial (?:support|assistance)|generous support|"
    r"made possible|financé|financiad[oa]|con el apoyo|avec l'appui|grant)\b[^.!?]{0,120}$",
    re.IGNORECASE,
)
_GIVER_BEFORE: Final = re.compile(
    r"(?:Governments?|Embass(?:y|ies)|Kingdom|People|Gouvernement|Gobierno|Ambassade|Embajada|"
    r"(?:Ministry|Department|Ministère|Ministerio)\b[^.;:!?]{0,50}?)"
    r"\s+(?:of|de|du|del|des)\s+(?:the\s+|la\s+|los\s+|l')?$"
)
_GIVER_AFTER: Final = re.compile(
    r"(?:'s|’s)?\s+(?:Government|Embassy|Department|Ministry|Agency|Aid|Foreign|Development|Fund)\b"
)


def _is_funder(hit: Hit, text: str, after: str) -> bool:
    """Tell whether a name only says who paid ("funded by the Government of Canada")."""
    before = text[max(0, hit.start - 200) : hit.start]
    is_giver = _GIVER_BEFORE.search(before) or _GIVER_AFTER.match(after)
    return bool(is_giver and _FUNDED.search(before))
