"""Titles: as printed, and the pieces that they are made of.

A mention keeps its title as printed, with white space folded and less a trailing year in
brackets. Everything else that a title carries (series, edition, date, language) is read into
``TitleParts``, and goes on to fields of its own; the printed title is never changed by it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.normalise import dates, language_names
from pipeline.normalise.text import bare, plain, squash
from pipeline.tables import words


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleParts:
    """What one title is made of.

    Attributes:
        core: The title proper, without what the other fields hold; never empty unless the
            title is.
        series: The series as ``Mention.series`` tells it: ``MRS 36``, ``24``.
        number: The number in the series.
        edition: The statement of edition, as printed without its brackets.
        year: A year that stands at the end (CE); ``month`` 1 to 12.
        language: The language that a statement such as "(French version)" names.
    """

    core: str
    series: str | None = None
    number: str | None = None
    edition: str | None = None
    year: int | None = None
    month: int | None = None
    language: str | None = None


_BRACKETED_YEAR = re.compile(r"\s*[(\[]\s?(?P<year>\d{4})\s?[)\]]\s*[.,]?\s*$")


def printed(title: str) -> str:
    r"""Return the title with white space folded and less a trailing year in brackets.

    >>> printed("Preventing Trafficking in Persons\n by Addressing Demand (2014)")
    'Preventing Trafficking in Persons by Addressing Demand'
    """
    tidy = squash(title)
    found = _BRACKETED_YEAR.search(tidy[-_TAIL:])
    if found is None or int(found["year"]) not in dates.PRINTED:
        return tidy
    rest = tidy[: len(tidy) - len(found.group())].rstrip()
    return rest or tidy


_TAIL = 40  # characters: where a trailing year can stand


def bracketed_year(title: str) -> int | None:
    """Return the year that stands in brackets at the title's end.

    >>> bracketed_year("Preventing Trafficking in Persons by Addressing Demand (2014)")
    2014
    """
    found = _BRACKETED_YEAR.search(squash(title)[-_TAIL:])
    year = int(found["year"]) if found else 0
    return year if year in dates.PRINTED else None


def parts(title: str) -> TitleParts:
    """Return the pieces of ``title``; the same pieces for every way of spacing it.

    >>> parts("N°24 – Rights, Residence, Rehabilitation (Spanish)")
    TitleParts(core='Rights, Residence, Rehabilitation', series='24', number='24', \
edition=None, year=None, month=None, language='es')
    >>> parts("Trafficked at sea 2012").year, parts("Legal Review (Second Edition)").edition
    (2012, 'Second Edition')
    """
    tidy = _bare_title(plain(_LONG_DASH.sub(" - ", title[:_LONGEST])))
    found = _without_end(_without_start(TitleParts(core=_COLON.sub(": ", tidy))))
    return found if found.core else TitleParts(core=tidy)


# Between words without spaces an en dash may be a hyphen (2010–2012); a longer one never is.
_LONG_DASH = re.compile(r"\s*(?:[—―]|(?<![-\s])--(?!-)|\s---?\s)\s*")
_COLON = re.compile(r"\s+:\s")  # "Migrations : une étude"
_LONGEST = 2_000  # characters: what is longer is no title


def _bare_title(text: str) -> str:
    """Return a title without stray bars and dashes, and without quotes around the whole.

    >>> _bare_title('| - "Trafficking at Sea" -'), _bare_title('"At Sea": a Report')
    ('Trafficking at Sea', '"At Sea": a Report')
    """
    tidy = _EDGES.sub("", text)
    if len(tidy) > 2 and tidy[0] == tidy[-1] and tidy[0] in "\"'" and tidy.count(tidy[0]) == 2:
        tidy = tidy[1:-1].strip()
    return tidy or text.strip()


_EDGES = re.compile(r"^(?:[|·•*]|-(?=\s)|\s)+|(?:[|·•*]|(?<=\s)-|\s)+$")

# --- the start: series and number

_NUMBER = r"(?P<number>(?:[A-Z]{1,3}-)?\d{1,4}(?:[/.-]\d{1,4})?[a-z]?|[IVXLC]{1,6})"
_NO = r"(?:no\.?|nos\.?|nr\.?|num\.?|numero|número|number|n\.?\s?[°ºo]\.?|№|#|nº)"
_AFTER = r"\s?(?:[-:|.]+\s|\s-\s?|\s?-\s)\s?"
_SERIES_START = re.compile(
    rf"^(?P<name>[^\W\d_][^\W\d_.&', -]*(?:[.&', -]{{1,2}}[^\W\d_]+){{0,9}}?)??[,\s]{{0,2}}"
    rf"(?:°|º|{_NO}|\bvol\.?)\s?{_NUMBER}{_AFTER}(?=\S)",
    re.IGNORECASE,
)
_SERIES_WORD = (
    r"(?:Papers?|Briefs?|Briefing|Reports?|Series|Notes?|Studies|Bulletins?|Guides?|Brochures?|Serie|"
    r"Cahiers?|Cuadernos?|Cadernos?|Hefte?|Arbeitspapiere?|Diskussionspapiere?|Documentos?|Documents?|"
    r"Collection|Colección|Reihe|Доклад|Выпуск|Серия)"
)
# "Policy Brief No. 4 Counting the uncounted": nothing but a capital after the number.
_SERIES_NO_MARK = re.compile(
    rf"^(?P<name>[A-Z]{{2,8}}|(?:[^\W\d_][\w&'-]*\s){{0,6}}?{_SERIES_WORD}),?\s(?i:{_NO})\s?"
    rf"(?P<number>\d{{1,4}}(?:/\d{{1,4}})?)\s(?=[^\W\d_a-z])"
)
_SERIES_PLAIN = re.compile(
    rf"^(?P<name>[A-Z]{{2,8}}|(?:[^\W\d_][\w&'-]* ){{0,6}}?{_SERIES_WORD}(?: [^\W\d_]+){{0,4}}?)"
    r",?\s"
    rf"(?P<number>(?:[A-Z]{{1,3}}-)?\d{{1,3}}(?:/\d{{2,4}})?[a-z]?|[IVXLC]{{1,6}}){_AFTER}(?=\S)"
)


# What has numbers and is no series: "SDG 16: Peace", "COVID 19 - A Guide".
_NUMBERED = words("numbered_subjects")


def _without_start(found: TitleParts) -> TitleParts:
    return _started(found, (_SERIES_START, _SERIES_PLAIN, _SERIES_NO_MARK)) or found


def _started(found: TitleParts, patterns: Sequence[re.Pattern[str]]) -> TitleParts | None:
    """Return a title less the series it begins with, or ``None``."""
    for pattern in patterns:
        start = pattern.match(found.core)
        if start and bare(start["name"] or "") not in _NUMBERED:
            return replace(
                found,
                core=found.core[start.end() :].strip(),
                series=series_name(start["name"] or "", start["number"]),
                number=start["number"],
            )
    return None


def without_series(title: str) -> tuple[str, str]:
    """Return a title less the series before or after it, and the number in that series.

    Less than ``parts`` does, and quick: only what a mark such as "No." calls a number.

    >>> without_series("N°34 – Glossary on Migration"), without_series("Newsletter No. 4")
    (('Glossary on Migration', '34'), ('Newsletter No. 4', ''))
    >>> without_series("From Nigeria to Europe (MRS No. 23)"), without_series("Volume 2: Return")
    (('From Nigeria to Europe', '23'), ('Volume 2: Return', ''))
    """
    if not _DIGIT.search(title) or not _MARKED_NUMBER.search(title[:_LONGEST]):
        return title, ""
    tidy = TitleParts(core=plain(_LONG_DASH.sub(" - ", title[:_LONGEST])))
    found = _started(tidy, (_SERIES_START, _SERIES_NO_MARK))
    end = None if found else _IN_BRACKETS.search(tidy.core[-_BRACKET:])
    if end and (said := _SERIES_END.fullmatch(end["inside"].strip())) and said["mark"]:
        found = _with_series(tidy, tidy.core[: len(tidy.core) - len(end.group())].rstrip(), said)
    if found is None or not found.core:
        return title, ""
    return found.core, (found.number or "").lstrip("0")


_DIGIT = re.compile(r"\d")
# A quick look before a slow one. "Vol. 2" is a part of the work, not a number of its series.
_MARKED_NUMBER = re.compile(rf"(?:[°º№#]|\b{_NO})\s?\d", re.IGNORECASE)


def series_name(name: str, number: str | None) -> str:
    """Return a series and its number in one form.

    >>> series_name("MRS°", "36"), series_name("", "24"), series_name("Issue Paper No.", "3")
    ('MRS 36', '24', 'Issue Paper 3')
    """
    tidy = re.sub(
        rf"(?:[°º,:-]|[\s,]{_NO}|^{_NO}|^nr?\.?)\s*$", "", squash(name), flags=re.IGNORECASE
    )
    return " ".join(filter(None, (tidy.strip(" ,:-°º"), number)))


# --- the end: date, edition, language, kind

_IN_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{1,80})[)\]]\s*$")
# "(Migration Research Series No. 31)", "(MRS 31)"; behind a dash or a comma with its "No." only.
_SERIES_END = re.compile(
    rf"(?P<name>[A-Z]{{2,8}}|(?:[^\W\d_][\w&'-]*\s){{0,6}}?{_SERIES_WORD}),?\s(?P<mark>(?i:{_NO})\s?)?"
    r"(?P<number>\d{1,4}(?:/\d{1,4})?)"
)
_ORDINAL = (
    r"(?:\d{1,2}\.?\s?(?:st|nd|rd|th|e|eme|re|er|a|o|ª|º|\.)?|first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth|new|revised|updated|abridged|expanded|enlarged|pilot|special|"
    r"premiere|deuxieme|seconde|troisieme|nouvelle|primera|segunda|tercera|cuarta|nueva|primeira|"
    r"terceira|erste|zweite|dritte|neue|перв\w+|втор\w+|треть\w+|четверт\w+|нов\w+|дополненн\w+|"
    r"исправленн\w+|пересмотренн\w+|international|student|teacher's|online|rev\.?)"
)
_EDITION_WORD = (
    r"(?:editions?|ed\.?|edicion|edicao|auflage|ausgabe|edizione|издание|revision|reprint)"
)
_EDITION = re.compile(
    rf"(?:{_ORDINAL}(?:,?\s(?:(?:and|&|et|y|e)\s)?{_ORDINAL}){{0,2}}\s{_EDITION_WORD}"
    rf"(?:,?\s\(?(?P<at>\d{{4}})\)?)?|"
    r"第[一二三四五六七八九十\d]{1,3}版|修订版|修訂版|الطبعة \w+|"
    rf"(?:revised|reprint(?:ed)?|updated)(?:\sin)?(?:\s\d{{4}})?|{_EDITION_WORD}\s(?:\d{{1,4}}|revisee|"
    rf"actualisee|corrigee|augmentee|revisada|actualizada|ampliada|corregida|revista|atualizada))"
)
_EDITION_END = re.compile(
    rf"(?:\s*[,:.-]\s+|\s(?=\d))(?P<inside>{_EDITION.pattern.replace('?P<at>', '?P<then>')})\.?$"
)
# "Handbook Second Edition": no mark before it, so that only an ordinal of editions will do.
_EDITION_BARE = re.compile(
    r"\s(?P<inside>(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:nd|rd|th))\s"
    r"(?:revised\s)?(?:edition|ed\.?))$"
)
_FORMAT = re.compile(
    r"(?:pdf|epub|html|web|online|electronic|print)(?: (?:version|edition|format))?"
)
_LANGUAGE_END = re.compile(
    r"^(?:in |en |em |auf |на |version |text in |texte en |version en )?"
    r"(?P<name>[^\W\d_][\w' -]{1,30}?)"
    r"(?:,? (?:version|edition|language|translation|text|only|simplified|traditional|языке?))?$",
    re.IGNORECASE,
)
_DATE_END = re.compile(r"(?:[\s,.;:|(-]+|\bI\s+)(?P<date>(?:\S{1,14}\s+){0,2}\d{4})\s*[.)]?$")


def _without_end(found: TitleParts) -> TitleParts:
    """Take statements off the end, one after another, at most six."""
    for _ in range(6):
        shorter = (
            _bracket_off(found)
            or _edition_off(found)
            or _date_off(found)
            or _language_off(found)
            or _series_off(found)
        )
        if shorter is None or not shorter.core:
            break
        found = shorter
    return found


def _bracket_off(found: TitleParts) -> TitleParts | None:
    end = _IN_BRACKETS.search(found.core[-_BRACKET:])
    if end is None:
        return None
    core = found.core[: len(found.core) - len(end.group())].rstrip()
    inside = end["inside"].strip()
    said = _EDITION.fullmatch(bare(inside))
    if said and found.edition is None:
        return _with_edition(found, core, inside, said["at"])
    if _FORMAT.fullmatch(bare(inside)):
        return replace(found, core=core)
    date = dates.read(inside)
    if isinstance(date, dates.Dated) and found.year is None and not date.until_year:
        return replace(found, core=core, year=date.year, month=date.month)
    code = _language_of(inside)
    if code and found.language is None:
        return replace(found, core=core, language=code)
    return _with_series(found, core, _SERIES_END.fullmatch(inside))


def _with_series(found: TitleParts, core: str, said: re.Match[str] | None) -> TitleParts | None:
    if said is None or found.series is not None or bare(said["name"]) in _NUMBERED:
        return None
    series = series_name(said["name"], said["number"])
    return replace(found, core=core, series=series, number=said["number"])


def _language_of(text: str) -> str | None:
    """Return the language that "French version", "in Arabic" or a code in capitals names."""
    if text in _CODES:
        return language_names.known(text)
    said = _LANGUAGE_END.match(text)
    return language_names.common(said["name"]) if said else None


_CODES = words("title_language_codes")


_BRACKET = 90  # characters


def _with_edition(found: TitleParts, core: str, edition: str, year: str | None) -> TitleParts:
    """Return the title with its edition, and the year that stands in the statement of it."""
    is_dated = year is not None and found.year is None and int(year) in dates.PRINTED
    return replace(
        found, core=core, edition=edition, year=int(year) if year and is_dated else found.year
    )


def _edition_off(found: TitleParts) -> TitleParts | None:
    tail = bare(found.core)
    if len(tail) != len(found.core) or found.edition is not None:
        return None  # folding changed the length: offsets would not hold
    end = _EDITION_END.search(tail[-_BRACKET:]) or _EDITION_BARE.search(tail[-_BRACKET:])
    if end is None or _GOES_ON.search(tail[-_BRACKET:][: end.start()]):
        return None
    cut = len(tail) - len(tail[-_BRACKET:])
    edition = found.core[cut + end.start("inside") : cut + end.end("inside")]
    core = found.core[: cut + end.start()].rstrip()
    return _with_edition(found, core, edition, end.groupdict().get("then"))


def _language_off(found: TitleParts) -> TitleParts | None:
    """Take off a language that a dash parts from the title: "Toolkit - Spanish version"."""
    core, dash, tail = found.core.rpartition(" - ")
    code = _language_of(tail) if dash and found.language is None else None
    return replace(found, core=core.rstrip(), language=code) if code else None


def _series_off(found: TitleParts) -> TitleParts | None:
    """Take off a series that a dash or a comma parts from the title: "Men - MRS No. 36"."""
    end = _LAST_MARK.match(found.core)
    said = _SERIES_END.fullmatch(end["tail"]) if end else None
    return _with_series(found, end["core"], said) if end and said and said["mark"] else None


_LAST_MARK = re.compile(r"(?P<core>.*)(?:\s-\s|,\s|\s\|\s)(?P<tail>[^|]{5,80})$")


def _date_off(found: TitleParts) -> TitleParts | None:
    """Take off ``… 2012``, ``…, 2014``, ``… I December 2015``; not ``in 2012`` or ``2010-2012``."""
    if found.year is not None:
        return None
    for count in (2, 1, 0):
        end = _dated_tail(found.core, count)
        if end is not None:
            core, date = end
            return replace(found, core=core, year=date.year, month=date.month)
    return None


def _dated_tail(core: str, count: int) -> tuple[str, dates.Dated] | None:
    pieces = core.rsplit(" ", count + 1)
    if len(pieces) != count + 2:
        return None
    date = dates.read(" ".join(pieces[1:]))
    if not isinstance(date, dates.Dated) or date.until_year or (count and date.month is None):
        return None
    if re.match(r"\d+,", pieces[1]) or (
        date.month is None and not _YEAR_ALONE.fullmatch(pieces[1])
    ):
        return None  # "Issue 3, March 2012", "Report 2009/10"
    rest = re.sub(r"(?:\s+[I|]|\s*[,;:|(-])+$", "", pieces[0]).rstrip()
    is_whole = rest.count("(") == rest.count(")") or core.count("(") != core.count(")")
    return (rest, date) if is_whole and not _GOES_ON.search(bare(rest)) else None


_YEAR_ALONE = re.compile(r"\W*\d{4}\W*")


# "during the 2011 cotton harvest", "in 2012", "since January 2010", "1990-2000": part of the title.
_GOES_ON = re.compile(
    r"(?:^|\s)(?:in|of|for|since|until|till|by|from|to|and|during|through|after|before|en|de|du|"
    r"depuis|desde|hasta|a|au|del|am|im|seit|bis|und|et|y|e|between|year|agenda|the|"
    r"beyond|towards?|post|pre|vision|horizon|horizonte|vers|hacia|rumbo|about|circa|than|over|at|on|"
    r"with|goals?|targets?|para|por|"
    r"в|с|по|до|resolution|protocol|convention|act|law|no\.?|-|&|\d{4}\s?-)$|-$"
)

# --- series lines


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    """A series line: ``ICAT Issue Brief 01, 10/2016``."""

    series: str | None
    date: dates.Dated | None


def series_line(text: str) -> SeriesLine:
    """Return the series and the date that a series line states.

    >>> line = series_line("ICAT Issue Brief 01, 10/2016")
    >>> line.series, line.date and (line.date.year, line.date.month)
    ('ICAT Issue Brief 01', (2016, 10))
    """
    tidy = plain(text)[:_LONGEST].strip(" |·•*")
    numbered = _NUMBER_OF_YEAR.fullmatch(tidy)
    if numbered and int(numbered["year"]) in dates.PRINTED:
        year = dates.Dated(year=int(numbered["year"]), raw=tidy)
        return SeriesLine(series=_tidy_series(tidy), date=year)
    found = [(head, dates.read(tail)) for head, tail in _cuts(tidy)]
    dated = [(head, date) for head, date in found if isinstance(date, dates.Dated)]
    dated.sort(key=lambda item: item[1].month is None)  # the shortest that says a month
    if dated:
        return SeriesLine(series=_tidy_series(dated[0][0]), date=dated[0][1])
    return SeriesLine(series=_tidy_series(tidy), date=None)


# "Working Paper 12/2014", "Issue No. 5/2016": a number of that year, not a month.
_NUMBER_OF_YEAR = re.compile(rf"[^\d,;|(]{{3,80}}?\s(?:{_NO}\s?)?\d{{1,3}}/(?P<year>\d{{4}})", re.I)


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Yield where the date may begin: after each of the last separators, else the last words."""
    yield "", text
    marks = [found.end() for found in re.finditer(r"[,;|(]\s*|\s-\s|:\s|\.\s", text)][-4:]
    for mark in reversed(marks):
        yield text[:mark], text[mark:]
    words = text.split(" ")
    for count in (3, 2, 1):
        if len(words) > count:
            yield " ".join(words[:-count]), " ".join(words[-count:])


def _tidy_series(text: str) -> str | None:
    tidy = text.strip(" ,;:|(-").removesuffix(".")
    if len(re.findall(r"\d+", tidy)) < 2 or _NUMBER_OF_YEAR.fullmatch(tidy):  # not "Vol. 3, No. 2"
        tidy = re.sub(rf",?\s{_NO}\s?(?=\d)", " ", tidy, flags=re.IGNORECASE)
    tidy = re.sub(r"[°º]\s?(?=\d)", " ", tidy)
    return squash(tidy) or None
