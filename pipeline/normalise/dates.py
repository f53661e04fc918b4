"""Years, months and days, as pages print them.

A date that can be read in two ways (03/04/2016) keeps what is sure, the year. Month names
are those of CLDR in some seventy locales; nothing is matched by likeness.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from functools import cache

from pipeline.model import Unknown
from pipeline.normalise.text import bare, digits
from pipeline.tables import rows, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date as far as it is said, or the first and last of a range.

    Attributes:
        year: CE year; month 1 to 12; day 1 to 31; ``None`` where not said.
        until_year: The last year of a range, else ``None``; likewise ``until_month``.
        raw: The text that was read.
    """

    year: int
    month: int | None = None
    day: int | None = None
    until_year: int | None = None
    until_month: int | None = None
    raw: str = ""


# Years that a printed book can bear. 1400 to 1459 are years of the Islamic and the Persian
# calendar of our days (1437 AH is 2016): what is meant by them is not guessed.
PRINTED = range(1460, 2101)
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d|2100)"
_UNTIL = r"(?P<until>1[4-9]\d\d|20\d\d|2100|\d\d)"
_NUMERIC = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
        rf"{_YEAR}[-./](?P<month>0?[1-9]|1[0-2])[-./](?P<day>[0-2]?\d|3[01])(?:[t ][\d:.+z-]*)?",
        rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])",
        rf"{_YEAR}(?:/|\.\s?)(?P<month_or_until>0?[1-9]|1[0-2])",
        rf"(?P<month>0?[1-9]|1[0-2])[-./]{_YEAR}",
        rf"(?P<day>[0-2]?\d|3[01])\.\s?(?P<month>0?[1-9]|1[0-2])\.\s?{_YEAR}",
        rf"(?P<first>\d{{1,2}})[-/](?P<second>\d{{1,2}})[-/]{_YEAR}",
        rf"{_YEAR}\s?[-/]\s?{_UNTIL}",
        rf"{_YEAR}\s?年(?:\s?(?P<month>1[0-2]|[1-9])\s?月)?(?:\s?(?P<day>[12]\d|3[01]|[1-9])\s?日)?",
        rf"{_YEAR}\s?年\s?(?P<month>1[0-2]|[1-9])\s?月?\s?[-至~]\s?(?P<until_month>1[0-2]|[1-9])\s?月",
        rf"{_YEAR}\s?년(?:\s?(?P<month>1[0-2]|[1-9])\s?월)?(?:\s?(?P<day>[12]\d|3[01]|[1-9])\s?일)?",
    )
)
# What may stand around a date without changing it.
_TRIM = re.compile(
    r"^(?:[(\[©]|\(c\)|c(?=\d{4})|(?:copyright|published(?: in| on)?|"
    r"publication (?:date|year)|(?:date|year)(?: of publication)?|"
    r"in|de|of|le|am|den|the|ano|annee|jahr|год|from|forthcoming|fy|fiscal year|financial year|سنة|"
    r"عام)\b)[\s:.,]*|"
    r"\s*[,;(]?\s*(?:reprint(?:ed)?|reissued|rev(?:ised)?|updated|reimp\w*|"
    r"nachdruck)\.?\s(?:in\s)?\d{4}\)?$|"
    r"[\s.,;:)\]]+$|"
    r"[\s,]+\d{1,2}:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:\s?[ap]\.?m\.?)?"  # the time of day
    r"(?:\s?(?:utc|gmt|ut|z|[ecmp][sd]t|cest|cet|[+-]\d\d:?\d\d))?$"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[0-9]+")
# Words that stand between the parts of a date: "5 de mayo de 2014", "1st of May", "г."
_SMALL = words("date_small_words")
_SEASONS = words("seasons")
_WEEKDAYS = words("weekdays")
_QUARTER = re.compile(r"\b(?:q[1-4]|h[12]|[1-4]q|[1-4](?:st|nd|rd|th) quarter)\b")
_ORDINAL_SIGN = re.compile(r"(?<=\d)[ºª°]")
_LONGEST = 120  # characters: a longer text is no date


def read(text: str) -> Dated | Unknown:
    """Return the date that ``text`` as a whole states.

    >>> read("10/2016").month, read("I December 2015").year, read("octobre 2016").month
    (10, 2015, 10)
    >>> read("Tue, 03 Jun 2014 08:00:00 +0000").day
    3
    >>> read("20118").kind
    'date'
    """
    tidy = _trimmed(text)
    found = _numeric(tidy) or _named(tidy)
    if found is None or not _is_real(found):
        return Unknown(text=text, kind="date", suggestion=_suggestion(text))
    year, until = found.year, found.until_year
    if until is not None and not year < until:
        return Unknown(text=text, kind="date", suggestion=str(year))
    return Dated(
        year=year,
        month=found.month,
        day=found.day,
        until_year=until,
        until_month=found.until_month,
        raw=text,
    )


def _is_real(found: Dated) -> bool:
    """Tell whether the calendar has the day: there is no 31 February."""
    if found.year not in PRINTED:
        return False
    return not (found.day and found.month) or found.day <= monthrange(found.year, found.month)[1]


def _trimmed(text: str) -> str:
    """Return the text without what does not change its date; "" for what is no sure date."""
    if len(text) > _LONGEST or "?" in text:
        return ""
    tidy = _CHINESE_YEAR.sub(_chinese_year, digits(bare(text)))
    tidy = _CHINESE_MONTH.sub(_chinese, tidy).strip(" |·•*")
    tidy = _ORDINAL_SIGN.sub("", _QUARTER.sub(" ", tidy))
    tidy = " ".join(word for word in tidy.split() if word.strip(".,") not in _WEEKDAYS)
    for _ in range(3):
        tidy = _TRIM.sub("", tidy).strip(" |·•*-")
    return tidy


_CHINESE_MONTH = re.compile(r"(?P<name>十[一二]?|[一二三四五六七八九])(?=月)")
_CHINESE_YEAR = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?=\s?年)")
_CHINESE = "一二三四五六七八九"


def _chinese_year(found: re.Match[str]) -> str:
    """Return 二〇一六 as 2016."""
    return "".join(str(_CHINESE.find(sign) + 1) for sign in found.group())


def _chinese(found: re.Match[str]) -> str:
    """Return 十二 as 12."""
    name = found["name"]
    return str(10 * name.startswith("十") + _CHINESE.find(name[-1]) + 1)


def _numeric(tidy: str) -> Dated | None:
    for pattern in _NUMERIC:
        found = pattern.fullmatch(tidy)
        if found:
            return _from_groups(found.groupdict())
    return None


def _from_groups(groups: dict[str, str | None]) -> Dated | None:
    year = int(groups["year"] or 0)
    if year not in PRINTED:
        return None
    if groups.get("until"):
        return Dated(year=year, until_year=_until(year, groups["until"] or ""))
    if groups.get("first"):
        return _day_or_month_first(year, int(groups["first"] or 0), int(groups["second"] or 0))
    if groups.get("month_or_until"):
        return _month_or_until(year, groups["month_or_until"] or "")
    month, day, until = (groups.get(name) for name in ("month", "day", "until_month"))
    return Dated(
        year=year,
        month=int(month) if month else None,
        day=int(day) if day else None,
        until_month=int(until) if until else None,
    )


def _month_or_until(year: int, number: str) -> Dated:
    """Read 2016/10; of 2005/06, June or the turn of two years, only the year is sure."""
    either = len(number) == 2 and int(number) > year % 100
    return Dated(year=year, month=None if either else int(number))


def _until(year: int, until: str) -> int:
    """Return the end of ``2010-12`` or ``2010-2012``."""
    return int(until) if len(until) == 4 else year // 100 * 100 + int(until)


def _day_or_month_first(year: int, first: int, second: int) -> Dated | None:
    """Read 25/12/2016 and 12/25/2016; of 03/04/2016 only the year is sure."""
    if first > 12 >= second > 0 and first < 32:
        return Dated(year=year, month=second, day=first)
    if second > 12 >= first > 0 and second < 32:
        return Dated(year=year, month=first, day=second)
    if first == second and 0 < first < 13:
        return Dated(year=year, month=first, day=first)
    return Dated(year=year) if 0 < first < 13 and 0 < second < 13 else None


_TO = re.compile(
    r"\s+(?:-|to|until|through|bis|hasta|a|au|ao|al|and|&|et|y|e|und|и|по)\s+|\s*-\s*|"
    r"(?<=\d)\s*/\s*(?=[^\W\d])"
)
_RANGE = re.compile(r"\s+(?:to|until|bis|hasta|al?|à|по)\s+")


def _named(tidy: str) -> Dated | None:
    """Read a date in words, or two of them: ``dec 2015 - jan 2016``."""
    ends = _TO.split(tidy)
    if len(ends) == 2:
        last = _simple(ends[1])
        first = _simple(ends[0]) or (_simple(f"{ends[0]} {last.year}") if last else None)
        if first and last and (first.month or last.month):
            until = last.year if last.year != first.year else None
            return replace(first, day=None, until_year=until, until_month=last.month)
        if first and last and _RANGE.search(tidy) and first.year < last.year:
            return replace(first, until_year=last.year)
    seasonless = " ".join(word for word in tidy.split() if word.strip(",") not in _SEASONS)
    return (_numeric(seasonless) if seasonless != tidy else None) or _simple(tidy)


def _simple(tidy: str) -> Dated | None:
    """Read words and numbers: one year, at most two months, at most one day."""
    names = months()
    seen: list[int] = []
    years: list[int] = []
    days: list[int] = []
    for word in _WORD.findall(tidy):
        if word in names:
            seen.append(names[word])
        elif word.isdecimal():
            (years if len(word) == 4 else days).append(int(word))
        elif word not in _SMALL and word not in _SEASONS and word != "i":
            return _two_word_month(tidy)
    return _assembled(years, seen, days)


def _assembled(years: list[int], seen: list[int], days: list[int]) -> Dated | None:
    seen = list(dict.fromkeys(seen))  # "أيار/مايو 2011": Arabic texts name one month twice over
    if len(years) not in (1, 2) or any(year not in PRINTED for year in years):
        return None
    if len(seen) > 2 or len(days) > 2 or any(not 0 < day < 32 for day in days):
        return None
    if days and not seen:
        return None
    return Dated(
        year=years[0],
        month=seen[0] if seen else None,
        day=days[0] if len(days) == 1 and len(seen) == 1 else None,
        until_year=years[1] if len(years) == 2 else None,
        until_month=seen[1] if len(seen) == 2 else None,
    )


def _two_word_month(tidy: str) -> Dated | None:
    """Read months of two words: Levantine Arabic ``كانون الثاني 2016``, ``tháng mười 2016``."""
    for name, month in _long_months():
        if name in tidy:
            rest = tidy.replace(name, " ", 1)
            found = [word for word in _WORD.findall(rest) if word not in _SMALL]
            # كانون الأول/ديسمبر 2015: the same month once more
            found = [word for word in found if months().get(word) != month]
            if all(word.isdecimal() for word in found):
                years = [int(word) for word in found if len(word) == 4]
                days = [int(word) for word in found if len(word) < 4]
                return _assembled(years, [month], days) if len(years) == 1 else None
    return None


@cache
def months() -> dict[str, int]:
    """Return month names of one word, bare; one that two months share is out."""
    found: dict[str, set[int]] = {}
    for name, month in _month_names():
        if " " not in name:
            found.setdefault(name, set()).add(month)
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


@cache
def _long_months() -> tuple[tuple[str, int], ...]:
    return tuple(sorted({(n, m) for n, m in _month_names() if " " in n}, key=lambda x: -len(x[0])))


@cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """Return every name of a month, bare, with its number, from ``months.tsv``.

    The table holds what CLDR's files say. Babel is not asked at run time: it resolves a name
    that a locale inherits once for all locales, so that Chinese months may come out as Azeri.
    """
    names: list[tuple[str, int]] = [("sept", 9)]
    for row in rows("months.tsv"):
        for month, name in enumerate(row["names"].split("|"), start=1):
            key = bare(name).rstrip(".").strip()
            if len(key) > 2 and not any(char.isdigit() for char in key):
                names.append((key, month))
    return tuple(names)


_FOUR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


def _suggestion(text: str) -> str | None:
    """Suggest the only plausible year that stands in ``text``."""
    found = {year for year in _FOUR.findall(digits(text[:_LONGEST])) if int(year) in PRINTED}
    return found.pop() if len(found) == 1 else None
