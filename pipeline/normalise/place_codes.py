"""What the project knows of a place by its code: name, scheme, dates, successors, members."""

from datetime import date
from functools import cache
from typing import Final

from pipeline.normalise.fold import fold
from pipeline.normalise.regions import table
from pipeline.tables import Row, rows

_USER_ASSIGNED: Final = frozenset({"XK"})


@cache
def _countries() -> dict[str, str]:
    return {row["code"]: row["name"] for row in rows("country_codes.tsv", "code", "name")}


@cache
def _former() -> dict[str, Row]:
    columns = ("code", "name", "from", "until", "successors", "changed", "source")
    return {row["code"]: row for row in rows("former_countries.tsv", *columns)}


def name(code: str) -> str:
    """Return the English name of a country, former country, region or grouping.

    A code that no table has is its own name.

    >>> name("XK"), name("ANHH"), name("011"), name("x-western-balkans")
    ('Kosovo', 'Netherlands Antilles', 'Western Africa', 'Western Balkans')
    """
    if code in _countries():
        return _countries()[code]
    if code in _former():
        return _former()[code]["name"]
    return table()[code].name if code in table() else code


def scheme(code: str) -> str:
    """Return the scheme of a code: iso3166-1, iso3166-3, user-assigned, m49 or grouping.

    Raises:
        KeyError: No table has the code.

    >>> scheme("KE"), scheme("YUCS"), scheme("XK"), scheme("419"), scheme("x-sahel")
    ('iso3166-1', 'iso3166-3', 'user-assigned', 'm49', 'grouping')
    """
    if code in _USER_ASSIGNED:
        return "user-assigned"
    if code in _countries():
        return "iso3166-1"
    return "iso3166-3" if code in _former() else table()[code].scheme


def successors(code: str) -> tuple[str, ...]:
    """Return the codes that came after a former country, largest or first-named first.

    >>> successors("ANHH"), successors("KE")
    (('BQ', 'CW', 'SX'), ())
    """
    return tuple(_former()[code]["successors"].split()) if code in _former() else ()


def renamed_from(text: str, code: str) -> str:
    """Return the former code of the state that ``text`` names by its old name, else "".

    >>> renamed_from("Upper Volta", "BF"), renamed_from("Burkina Faso", "BF")
    ('HVBF', '')
    """
    former = _old_names().get(fold(text), "")
    return former if code in successors(former) else ""


@cache
def _old_names() -> dict[str, str]:
    return {
        fold(row["name"].partition("(")[0]): row["code"]
        for row in _former().values()
        if row["changed"] == "renamed"
    }


def valid_between(code: str) -> tuple[date, date] | None:
    """Return the first and the last day of a former country, ``None`` for any other place.

    Source:
        ISO 3166-3 and the dates of the changes themselves; before its own first day a
        country's territory belonged to another, which this table does not follow.
    """
    if code not in _former():
        return None
    row = _former()[code]
    return date.fromisoformat(row["from"]), date.fromisoformat(row["until"])


def members(code: str) -> tuple[str, ...]:
    """Return the countries that a region or grouping stands for, sorted; none where unknown.

    >>> members("143"), members("x-south-caucasus"), members("x-mediterranean")
    (('KG', 'KZ', 'TJ', 'TM', 'UZ'), ('AM', 'AZ', 'GE'), ())
    """
    return table()[code].members if code in table() else ()
