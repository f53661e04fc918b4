"""Titles taken apart: notes at the end, edition, main title and subtitles, companions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.match import scripts
from pipeline.match.words import LISTS, number, spelling, title_key, words
from pipeline.normalise import titles as series

LONGEST_TITLE = 1000  # characters; what follows in a longer one is no title

_COUNTED = r"\d{1,2}(?:st|nd|rd|th|e|er|re|eme|[.,]?[ªº]|\.)?|" + "|".join(
    " ".join(LISTS["editions"]).split()
)
_EDITION = re.compile(
    rf"[\s,;:(\[–-]*\b(?:(?P<n>{_COUNTED})\s+(?:(?:revised|updated|enlarged|international)\s+)?"
    r"(?:edition|édition|edición|edicion|edição|edizione|auflage|ed\b\.?)"
    r"|(?P<other>(?:revised|updated|new|expanded|enlarged|rev\.)\s+(?:edition|ed\b\.?))"
    r"|(?<=[(\[])(?P<bare>revised|updated)(?=[)\]]))"
    r"\s*[)\]]*",
    re.IGNORECASE,
)
_ORDINALS = {
    name: str(n) for n, names in enumerate(LISTS["editions"], start=1) for name in words(names)
}
# Some such word follows a number, or stands in brackets: a quick look before a slow one.
_MAY_BE_EDITION = re.compile(
    r"\s(?:[eéEÉ][dD][iI]|[aA][uU][fF][lL][aA][gG][eE]|[eE][dD]\b)|[(\[](?i:(?:revis|updat)ed)"
)
_LANGUAGES = {name: name for name in LISTS["languages"].split()} | dict(LISTS["spoken"])
_NOTES = frozenset(LISTS["notes"].split()) | _LANGUAGES.keys()
# What databases add to a title: that it was corrected or commented on elsewhere.
_CORRECTED = re.compile(
    r"[\s.]*\[\s*(?:corrected|published erratum|erratum|see comments?|retracted)\b"
    r"[^\]]{0,300}\]",
    re.IGNORECASE,
)
_APPEARS = re.compile(
    r"[\s.]*[\[(](?:erratum|corrected|correction|corrigendum|retraction|retracted|comment|reprint|"
    r"republished|update|see comment|summary for patients|original report)s?"
    r"(?: and (?:republished|republication))?(?: appears?| published| of| for)?[ -](?:in|by)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]](?=.*\w)")
_LAST_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]][\s.]*$")
_LAST_PIECE = re.compile(r"\s[-–—|]\s([^()\[\]|–—]{2,30})$")
_WRAPPED = re.compile(r"^\s*\[(.*)\][\s.]*$", re.DOTALL)
_PLAIN_BREAK = re.compile(r"[:;|•–—(]|\s[-/]+\s|[.?!]\s(?=\s*\S)")
_BREAK = re.compile(rf"\(?\b(?:19|20)\d\d\b[a-z]?\)?\s*[.,:;]+\s|{_PLAIN_BREAK.pattern}")
_MAY_BREAK = re.compile(r"[:;|•–—(/.?!]| -")
_RUN_IN = re.compile(
    r"(?:[\s.,;'\"]+(?:unpublished ?manuscript|in proceedings of|to appear in)"
    r"|[.'\"’”]\s*proceedings of)\b.*$",
    re.I | re.S,
)
# Before a title: its year in brackets; or one name, the year in brackets and a full stop.
_FIRST_YEAR = re.compile(
    r"^\s*(?:[(\[](?:19|20)\d\d[a-z]?[)\]][\s.,:;]*"
    r"|[^\W\d_][\w'’-]{0,30}\s[(\[](?:19|20)\d\d[a-z]?[)\]]\s*[.,]\s*)['\"‘“]?(?=\w)"
)
LONGEST_CITATION = 300  # characters
_PRINTED_WHERE = re.compile(
    r"\bvol\W{0,3}\d{1,4}\W{1,4}pp?g?\W{0,3}\d|\d{1,4}\W{1,3}(?:\d{1,3}\W{1,3})?\d{1,5}\s?[-–]\s?\d{1,5}\b",
    re.IGNORECASE,
)
_LAST_YEAR = re.compile(r"[\s,(\[–-]+((?:19|20)\d\d)[)\]\s.]*$")


def trimmed(title: str) -> tuple[str, str | None, str | None]:
    """Return a title less notes at its end, with the edition and language it names.

    >>> trimmed("Caring for persons (Second Edition)")
    ('Caring for persons', '2', None)
    >>> trimmed("Efficacy of a treatment. [Chinese]")
    ('Efficacy of a treatment.', None, 'chinese')
    """
    title = title[:LONGEST_TITLE]
    language = None
    if "[" in title or "(" in title or _LAST_PIECE.search(title):
        title, language = _without_notes(title)
    edition = None
    if _MAY_BE_EDITION.search(title) and (found := _EDITION.search(title)):
        edition = edition_number(found["n"] or found["other"] or found["bare"])
        rest = f"{title[: found.start()]} {title[found.end() :]}".strip()
        title = rest or title
    return title, edition, language


def _without_notes(title: str) -> tuple[str, str | None]:
    """Return a title less bracketed notes, and the language that one of them names."""
    title = _CORRECTED.sub("", _APPEARS.sub("", title)) or title
    if wrapped := _WRAPPED.match(title):
        title = wrapped[1]
    title = _BRACKETS.sub(_without_note, title)
    language = None
    for _ in range(3):
        found = _LAST_BRACKETS.search(title) or _LAST_PIECE.search(title)
        note = [word for word in words(found[1]) if not word.isdigit()] if found else []
        if not found or not note or not all(word in _NOTES for word in note) or not found.start():
            break
        language = language or next((_LANGUAGES[word] for word in note if word in _LANGUAGES), None)
        title = title[: found.start()].rstrip()
    return title, language


def _without_note(found: re.Match[str]) -> str:
    """Leave out brackets within a title that hold a note and no language."""
    note = words(found[1])
    is_note = all(word in _NOTES and word not in _LANGUAGES for word in note)
    return " " if note and is_note else found.group()


_SPACED = re.compile(r"(?<![\w.])(?:[^\W\d_] ){4,40}[^\W\d_](?![\w.])")
_TENS = {name: 10 * at for at, name in enumerate(LISTS["tens"].split(), start=2)}
_TENS_AND = re.compile(
    rf"\b({'|'.join(_TENS)})(?:[- ]({'|'.join(LISTS['units'].split()[:9])}))?\b", re.IGNORECASE
)


def tidied(title: str) -> str:
    """Return a title with letters that were set apart joined, and tens and ordinals in digits.

    >>> tidied("T r a f f i c k i n g at Sea"), tidied("Twenty-five Voices"), tidied("报告第三期")
    ('Trafficking at Sea', '25 Voices', '报告第3期')
    """
    title = scripts.with_digits(title[:LONGEST_TITLE])
    if _SPACED.search(title):
        title = _SPACED.sub(lambda found: found.group().replace(" ", ""), title)
    return _TENS_AND.sub(_in_digits, title) if "ty" in title else title


def _in_digits(found: re.Match[str]) -> str:
    unit = number(found[2].lower()) if found[2] else None
    return str(_TENS[found[1].lower()] + int(unit or 0))


LIKELY_CUT = 150  # characters: databases cut longer titles
_CUT = re.compile(r"\s\S{0,60}(?:\.\.\.|…)[\s.]*$")


def whole_words(title: str) -> str:
    """Return a title less the piece of a word, or of a bracket, where a page or database cut it.

    >>> whole_words("Ukrainian Seafarers and Fish..."), whole_words("Whose child?")
    ('Ukrainian Seafarers and', 'Whose child?')
    """
    if title.rstrip().endswith(("...", "…")):
        title = _CUT.sub("", title[:LONGEST_TITLE]) or title
    if len(title) < LIKELY_CUT or title.count("(") <= title.count(")"):
        return title
    still_open: list[int] = []
    for at, sign in enumerate(title[:LONGEST_TITLE]):
        if sign == "(":
            still_open.append(at)
        elif sign == ")" and still_open:
            still_open.pop()
    return title[: still_open[0]].rstrip() or title if still_open else title


def without_first_year(title: str) -> str:
    """Return a title less the year, and the last author, that a list of references ran into it.

    >>> without_first_year("(1991) On teaching well"), without_first_year("Law (2010): a view")
    ('On teaching well', 'Law (2010): a view')
    >>> without_first_year("IOM (2011). World Migration Report")
    'World Migration Report'
    """
    early = title[:_EARLY]
    return _FIRST_YEAR.sub("", title) if "(" in early or "[" in early else title


_EARLY = 40  # characters: where such a year can stand


def without_run_in(title: str) -> tuple[str, str]:
    """Return a title less where it was to appear, and that.

    >>> without_run_in("On teaching well. Unpublished manuscript, 12 pages")
    ('On teaching well', 'Unpublished manuscript, 12 pages')
    >>> without_run_in("On learning well' proceedings of a conference")[0]
    'On learning well'
    """
    title = title[:LONGEST_TITLE]
    may_be = "script" in title or " in " in title or "roceedings of" in title
    found = _RUN_IN.search(title) if may_be else None
    if found is None or len(title[: found.start()].split()) < 3:
        return title, ""
    return title[: found.start()], found.group().lstrip(" .,;'\"")


def without_citation(title: str) -> tuple[str, bool]:
    """Return a title less where it was printed, in brackets at its end, and whether it had that.

    Databases cite so the work that a correction, a reply or a comment is about.

    >>> without_citation("Safe return (One Journal (2009) 360 (542-544))")
    ('Safe return', True)
    >>> without_citation("Safe return (vol 360, pg 542, 2009)"), without_citation("Return (Fiji)")
    (('Safe return', True), ('Return (Fiji)', False))
    """
    bare = title[:LONGEST_TITLE].rstrip(" .")
    if bare[-1:] not in (")", "]") or (not bare[-2:-1].isdigit() and bare[-2:-1] not in (")", "]")):
        return title, False
    start, depth = len(bare) - 1, 1
    while depth and start > max(len(bare) - LONGEST_CITATION, 1):
        start -= 1
        depth += (bare[start] in ")]") - (bare[start] in "([")
    cited = bare[start:]
    if depth or not _YEARS.search(cited) or not _PRINTED_WHERE.search(cited):
        return title, False
    return bare[:start].rstrip(), True


def edition_number(text: str) -> str:
    """Return an edition statement in one form: its number, or its first word.

    >>> edition_number("2nd"), edition_number("Second"), edition_number("Revised edition")
    ('2', '2', 'revised')
    """
    first = (words(text) or [""])[0]
    return number(first) or _ORDINALS.get(first, first)


def segments(title: str) -> list[str]:
    """Return the keys of the pieces of a title: main title, subtitle, and what follows.

    A title without a break has none.

    >>> segments("Harnessing Knowledge: A Toolkit - Part 2")
    ['harnessingknowledge', 'toolkit', 'part2']
    """
    if not _MAY_BREAK.search(title):
        return []
    pattern = _BREAK if "19" in title or "20" in title else _PLAIN_BREAK
    cut = pattern.split(title[:LONGEST_TITLE], maxsplit=7)
    if len(cut) == 1:
        return []
    return [piece for piece in (title_key([*map(_spelt, words(part))]) for part in cut) if piece]


def _spelt(word: str) -> str:
    return number(word) or spelling(word)


_ITSELF = re.compile(
    rf"(?:{_PLAIN_BREAK.pattern})\s*(?:an?|une?|una|uma?|eine?)\s+\w|\s\|\s", re.IGNORECASE
)


def says_what_it_is(title: str) -> bool:
    """Tell a title whose subtitle describes the work itself: "A Handbook", "une étude".

    What follows a bar is the name of a site, and says nothing of another text either.

    >>> says_what_it_is("Return at Sea: A Handbook"), says_what_it_is("Return at Sea: Handouts")
    (True, False)
    """
    return _ITSELF.search(title[:LONGEST_TITLE]) is not None


def heads_and_tails(pieces: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a title begins with, and ends with, at each of its breaks (whole excluded).

    >>> heads_and_tails(["a", "b", "c"])
    (('a', 'ab'), ('bc', 'c'))
    """
    if len(pieces) < 2:  # most titles
        return (), ()
    cuts = range(1, min(len(pieces), 4))
    heads = tuple(["".join(pieces[:cut]) for cut in cuts])
    tails = tuple(["".join(pieces[cut:]) for cut in cuts])
    return heads, tails


def without_last_year(title: str, year: int | None) -> str:
    """Return a title less the year printed at its end, where that is its own year.

    >>> without_last_year("Traffickers and operations 2014", 2014)
    'Traffickers and operations'
    >>> without_last_year("Report of 2013", 2014)
    'Report of 2013'
    """
    title = title[:LONGEST_TITLE]
    found = _LAST_YEAR.search(title) if title[-7:].strip(" .)]")[-1:].isdigit() else None
    if found and year is not None and int(found[1]) == year and found.start() > 0:
        return title[: found.start()]
    return title


_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def years(title: str) -> frozenset[str]:
    """Return the years that a title names.

    >>> sorted(years("Activities 2012-2013"))
    ['2012', '2013']
    """
    return frozenset(_YEARS.findall(title[:LONGEST_TITLE]))


_SPELT_NUMBER = re.compile(r"\bnumber ([a-z]{3,9})\b", re.IGNORECASE)


def without_series(title: str) -> tuple[str, str]:
    """Return a title less its series before or after it, and the number in that.

    >>> without_series("Bulletin number five: Forced Labour"), without_series("Number one fear")
    (('Forced Labour', '5'), ('Number one fear', ''))
    """
    if "umber " not in title:
        return series.without_series(title)
    digits = _SPELT_NUMBER.sub(lambda found: f"No. {number(found[1].lower()) or found[1]}", title)
    rest, at = series.without_series(digits)
    return (rest, at) if at else (title, "")


COMPANIONS = tuple(entry["name"] for entry in LISTS["companion"])  # each kind is a bit
# A title and the same with "case studies" may be one work, and may be two.
DOUBTFUL = sum(1 << at for at, entry in enumerate(LISTS["companion"]) if entry.get("asks"))
CORRECTION, REVIEW = (1 << COMPANIONS.index(name) for name in ("correction", "review of it"))
_TERMS = {
    name: f"(?:{'|'.join(terms.split()).replace('_', ' ')})"
    for name, terms in LISTS["terms"].items()
}


def _filled(pattern: str) -> str:
    """Return a pattern with the lists that it names put in."""
    return re.sub(r"\{([a-z]+)\}", lambda found: _TERMS[found[1]], pattern)


_COMPANIONS = tuple(
    re.compile(rf"\b(?:{'|'.join(map(_filled, entry['patterns']))})\b")
    for entry in LISTS["companion"]
)
_ANY_COMPANION = re.compile("|".join(pattern.pattern for pattern in _COMPANIONS))
# A title in which no word looks like these names no companion: a quick look before a slow one.
_HINT = re.compile(
    "facilit|train|teach|instruct|educat|leader|format|guid|guia|capacit|formad|animat|particip|"
    "student|learn|workbook|summar|resum|finding|synops|glance|highlight|brief|fact|leaflet|"
    "flyer|infograph|brochure|poster|annex|anexo|append|suppl|errat|corrig|correct|retract|"
    "withdraw|concern|comment|letter|repl|respon|rejoinder|review|curricul|manu|vol|press|communique|"
    "comunicado|news|media|key|message|concept|note|term|question|faq|method|present|powerpoint|slides|"
    "background|check|liste|lista|draft|evaluat|executive|analytical|"
    "launch|call|agenda|discuss|video|film|podcast|webinar|abridg|friendly|easy|plain|pocket|"
    "baseline|end|incept|interim|mid|exerc|cahier|cuader|cader|arbeit|ubung|synthes|sintes|zusammen|"
    "kurzf|riass|princip|bref|breve|blick|fiche|hoja|ficha|nota|depli|folleto|afiche|affiche|falt|"
    "merkb|infograf|brosch|pregunt|foire|pergunt|pressem|dossier|survey|cuest|frageb|data|codeb|"
    "stat|quick|reference|job|ord|tages|termin|audio|comic|bande|histor|story|board|flash|trailer|"
    "talk|hand|أسئلة|fragen|tutor|moderat|coach|mentor|lanimat|lense|lencad|lappren|leleve|ense|encadr|docent|taller|"
    "lehr|referent|multipl|ausbild|livret|carnet|cart|appren|apren|estud|stagiai|eleve|alum|alun|"
    "teilnehm|lern|pupil|short|conden|popular|simpl|concis|version|versao|kurz|leicht|facil|lectur|"
    "info|digest|nutshell|pamphlet|fast|aide|session|activit|sumar|"
    "(?:ال)?(?:ملخص|موجز|خلاص|مختصر|مدرب|ميسر|معلم|متدرب|مشارك|طالب)|"
    "liter|revi|case|lesson|good|best|promis|country|tech|field|workshop|proceed|act|memor|revue|"
    "etud|estud|fallst|bonnes|buenas|boas|lec|lic|work|road|"
    "intro|prefa|forew|index|addend|prolog|glos|answer|"
    "кратк|резюме|информационн|руководств|пособие|рабочая|samenv|ozet|yonetici|"
    "[摘概要简簡提培訓训師师教学學]"
)


def may_be_companion(word: str) -> bool:
    """Tell whether a word can stand in the name of a companion document."""
    return _HINT.match(word) is not None


def companions(tokens: Sequence[str]) -> int:
    """Return the kinds of companion document that a title names, as bits of ``COMPANIONS``.

    >>> names(companions(words("Caring for Persons: Facilitator's Guide")))
    ("facilitator's guide",)
    """
    text = " ".join(tokens)
    if _ANY_COMPANION.search(text) is None:
        return 0
    return sum(1 << at for at, pattern in enumerate(_COMPANIONS) if pattern.search(text))


def names(kinds: int) -> tuple[str, ...]:
    """Return the names of the kinds of document in ``kinds``."""
    return tuple(name for at, name in enumerate(COMPANIONS) if kinds >> at & 1)
