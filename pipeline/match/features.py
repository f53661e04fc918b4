"""What there is to compare in a text, as small pure functions: words, numbers, parts, names.

All are total: any string has features, and an empty one has none. Nothing here looks at two
records; ``columns`` gathers the features of many and ``compare`` sets them side by side.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LONGEST_TITLE = 1000  # characters; what follows in a longer one is no title
LONGEST_NAMES = 4000

_MARKS = re.compile(r"[\u0300-\u036f]")
_DROPPED = str.maketrans(dict.fromkeys("'’‘ʼ`´{}\\^~\u00ad\u200b\u200c\u200d\ufeff"))
_UNDIVIDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_WORD = re.compile(r"[^\W_]+")
_GREEK_ALONE = re.compile(r"(?<![\u0370-\u03ff])[α-ω](?![\u0370-\u03ff])")
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi "
        "rho sigma tau upsilon phi chi psi omega".split(),
        strict=True,
    )
)

# Function words of the languages that listings are printed in; they tell no work from another.
STOP = frozenset(
    "a an and as at by for from in into is its of on or the to with "
    "au aux d dans de des du en et l la le les pour sur un une "
    "al con del e el las los para por y der die das den dem des ein eine fur im mit und von zu "
    "da do dos das em na no nas nos o os para di il per".split()
)


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, entities, apostrophes and TeX marks.

    >>> fold("L&#252;beck’s Théorie {\\\\'e}")
    'lubecks theorie e'
    """
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        return text.lower().translate(_DROPPED)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = _GREEK_ALONE.sub(lambda found: _GREEK.get(found.group(), found.group()), text)
    text = unicodedata.normalize("NFC", _MARKS.sub("", text))
    return text.translate(_UNDIVIDED).translate(_DROPPED)


def words(text: str) -> list[str]:
    """Return the words of ``text``, folded, in order.

    >>> words("Tool:Counter-trafficking (2nd ed.)")
    ['tool', 'counter', 'trafficking', '2nd', 'ed']
    """
    return _WORD.findall(fold(text))


# --------------------------------------------------------------------------- numbers

_UNITS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_NUMBER_WORDS = {
    word: str(n) for names in (_UNITS, _ORDINALS) for n, word in enumerate(names, start=1)
}
_ROMANS = {word: str(n) for n, word in enumerate(_ROMAN, start=1)}
_PLAIN_ROMANS = frozenset({"i", "v", "x"})  # letters as often as numerals
_ENUMERATORS = frozenset(
    "part parts pt volume volumes vol vols chapter book phase no nr number numero issue series "
    "module unit section tome teil band heft partie parte volumen fascicle stage round wave "
    "level version v n tomo".split()
)
_ORDINAL_DIGITS = re.compile(r"(\d{1,4})(?:st|nd|rd|th|e|er|eme|o|a)")
_MONTHS = {
    name: n
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "januar februar marz april mai juni juli august september oktober november dezember",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for n, name in enumerate(names.split(), start=1)
}
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mars", "mar", "mai", "august", "jan", "sep", "dec"})


def number(word: str) -> str | None:
    """Return the number that a folded word means, in digits, or ``None``.

    >>> [number(word) for word in ("007", "second", "iv", "3rd", "guide", "i")]
    ['7', '2', '4', '3', None, None]
    """
    if word.isascii() and word.isdigit():
        return word.lstrip("0") or "0"
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    if word in _ROMANS and word not in _PLAIN_ROMANS:
        return _ROMANS[word]
    found = _ORDINAL_DIGITS.fullmatch(word)
    return found and (found[1].lstrip("0") or "0")


def numbers(tokens: Sequence[str]) -> frozenset[str]:
    """Return the numbers that a title names, as digits; after "part" also letters and "I".

    >>> sorted(numbers(words("Fishing study, Part I: the first 10 years")))
    ['1', '10']
    >>> sorted(numbers(words("Vitamin D and hepatitis B, part B")))
    ['b']
    """
    found = {n for token in tokens if (n := number(token))}
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before in _ENUMERATORS:
            if token in _ROMANS:
                found.add(_ROMANS[token])
            elif len(token) == 1 and token.isalpha():
                found.add(token)
    return frozenset(found)


def parts(tokens: Sequence[str]) -> frozenset[str]:
    """Return the numbers that directly follow a word such as "part", "volume" or "no.".

    >>> sorted(parts(words("Trafficking in 10 countries. Volume II, No. 3")))
    ['2', '3']
    """
    found = set()
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before in _ENUMERATORS:
            value = number(token) or _ROMANS.get(token)
            if value:
                found.add(value)
            elif len(token) == 1 and token.isalpha():
                found.add(token)
    return frozenset(found)


def months(tokens: Sequence[str]) -> frozenset[int]:
    """Return the months a title names; a word such as "may" counts only beside a number.

    >>> sorted(months(words("What may help. July 2016"))), sorted(months(words("4 May 2016")))
    ([7], [5])
    """
    found = set()
    for at, token in enumerate(tokens):
        month = _MONTHS.get(token)
        if month and (token not in _AMBIGUOUS_MONTHS or _beside_a_number(tokens, at)):
            found.add(month)
    return frozenset(found)


def _beside_a_number(tokens: Sequence[str], at: int) -> bool:
    near = (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])
    return any(token.isdigit() for token in near)


# --------------------------------------------------------------------------- titles

_EDITION = re.compile(
    r"[\s,;:(\[–-]*\b(?:(?P<n>\d{1,2}(?:st|nd|rd|th|\.)?|first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth)\s+(?:(?:revised|updated|enlarged|international)\s+)?"
    r"(?:edition|ed\b\.?)|(?P<other>(?:revised|updated|new|expanded|enlarged)\s+(?:edition|ed\b\.?)))"
    r"\s*[)\]]*",
    re.IGNORECASE,
)
_LANGUAGES = (
    "english french spanish russian chinese arabic german portuguese italian japanese korean "
    "polish dutch turkish albanian bosnian croatian serbian macedonian romanian bulgarian "
    "hungarian czech slovak slovene ukrainian greek hebrew persian farsi hindi urdu bengali thai "
    "vietnamese indonesian malay swahili danish norwegian swedish finnish"
)
_NOTES = frozenset(
    f"{_LANGUAGES} article articles in review abstract abstracts only letter see comment comments "
    "version edition text original translation translated process citation print ebook pdf online "
    "resource electronic hardback paperback hardcover full author authors transl language panel session tutorial demo demonstration extended experience paper "
    "poster keynote invited talk position vision industrial".split()
)
_LANGUAGE_WORDS = {name: name for name in _LANGUAGES.split()} | {
    "francais": "french", "espanol": "spanish", "castellano": "spanish", "deutsch": "german",
    "portugues": "portuguese", "italiano": "italian", "shqip": "albanian", "русский": "russian",
    "русскии": "russian", "العربية": "arabic", "中文": "chinese",
}  # fmt: skip
# What databases add to a title: that it was corrected or commented on elsewhere.
_CORRECTED = re.compile(
    r"[\s.]*\[\s*(?:corrected|published erratum|erratum|see comments?|retracted)\b[^\]]{0,300}\](?=.*)",
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
_WRAPPED = re.compile(r"^\s*\[(.*)\][\s.]*$", re.DOTALL)
_BREAK = re.compile(
    r"\s*\(?\b(?:19|20)\d\d\b[a-z]?\)?\s*[.,:;]+\s+|\s*[:;|•]\s*|\s+[-–—/]+\s+|\s*[–—]\s*|[.?!]\s+(?=\S)|\s*\("
)
_LAST_YEAR = re.compile(r"[\s,(\[–-]+((?:19|20)\d\d)[)\]\s.]*$")


def trimmed(title: str) -> tuple[str, str | None, str | None]:
    """Return a title less notes at its end, with the edition and language it names.

    >>> trimmed("Caring for persons (Second Edition)")
    ('Caring for persons', '2', None)
    >>> trimmed("Efficacy of a treatment. [Chinese]")
    ('Efficacy of a treatment.', None, 'chinese')
    """
    title = _CORRECTED.sub("", _APPEARS.sub("", title[:LONGEST_TITLE])) or title[:LONGEST_TITLE]
    if wrapped := _WRAPPED.match(title):
        title = wrapped[1]
    title = _BRACKETS.sub(_without_note, title)
    language = None
    for _ in range(3):
        found = _LAST_BRACKETS.search(title)
        note = words(found[1]) if found else []
        if not found or not note or not all(word in _NOTES for word in note) or not found.start():
            break
        language = language or next(
            (_LANGUAGE_WORDS[word] for word in note if word in _LANGUAGE_WORDS), None
        )
        title = title[: found.start()].rstrip()
    edition = None
    if found := _EDITION.search(title):
        edition = edition_number(found["n"] or found["other"])
        rest = f"{title[: found.start()]} {title[found.end() :]}".strip()
        title = rest or title
    return title, edition, language


def _without_note(found: re.Match[str]) -> str:
    """Leave out brackets within a title that hold a note and no language."""
    note = words(found[1])
    is_note = all(word in _NOTES and word not in _LANGUAGE_WORDS for word in note)
    return " " if note and is_note else found.group()


def edition_number(text: str) -> str:
    """Return an edition statement in one form: its number, or its first word.

    >>> edition_number("2nd"), edition_number("Second"), edition_number("Revised edition")
    ('2', '2', 'revised')
    """
    first = (words(text) or [""])[0]
    return number(first) or first


def segments(title: str) -> list[str]:
    """Return the keys of the pieces of a title: main title, subtitle, and what follows.

    >>> segments("Harnessing Knowledge: A Toolkit - Part 2")
    ['harnessingknowledge', 'atoolkit', 'part2']
    """
    pieces = (key(words(piece)) for piece in _BREAK.split(title[:LONGEST_TITLE], maxsplit=7))
    return [piece for piece in pieces if piece]


def heads_and_tails(pieces: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a title begins with, and ends with, at each of its breaks (whole excluded).

    >>> heads_and_tails(["a", "b", "c"])
    (('a', 'ab'), ('bc', 'c'))
    """
    cuts = range(1, min(len(pieces), 4))
    heads = tuple("".join(pieces[:cut]) for cut in cuts)
    tails = tuple("".join(pieces[cut:]) for cut in cuts)
    return heads, tails


def key(tokens: Sequence[str]) -> str:
    """Return words as one string that spacing, case and punctuation do not change.

    >>> key(words("Counter-Trafficking  in  persons")) == key(words("Countertrafficking in Persons"))
    True
    """
    return "".join(tokens)


def without_last_year(title: str, year: int | None) -> str:
    """Return a title less the year printed at its end, where that is its own year.

    >>> without_last_year("Traffickers and operations 2014", 2014)
    'Traffickers and operations'
    >>> without_last_year("Report of 2013", 2014)
    'Report of 2013'
    """
    found = _LAST_YEAR.search(title)
    if found and year is not None and int(found[1]) == year and found.start() > 0:
        return title[: found.start()]
    return title


# --------------------------------------------------------------------------- kinds of document

# Words that name another document about, beside or instead of the main one. Each kind is a bit.
COMPANIONS: tuple[tuple[str, str], ...] = (
    ("facilitator's guide", r"(?:facilitators?|trainers?|teachers?|instructors?|educators?|leaders?)"
     r" (?:s )?(?:guide|manual|handbook|notes|book|edition|kit)|training of trainers|"
     r"guide d[eu]? ?(?:l ?)?(?:animateur|formateur|facilitateur)|"
     r"(?:guia|manual) (?:de|del|para) (?:el |la |los )?(?:facilitador|formador|capacitador)(?:a|es)?"),
    ("participant's book", r"(?:participants?|students?|learners?|trainees?) (?:s )?"
     r"(?:guide|manual|handbook|notes|book|workbook|kit)|workbook"),
    ("summary", r"(?:executive )?summary(?: report)?|resume executif|resumen(?: ejecutivo)?|"
     r"key findings|synopsis|at a glance|highlights"),
    ("briefing", r"(?:policy |issue |research |technical )briefs?(?: paper| note)?|briefing(?: paper| note)?|briefs?$|"
     r"fact ?sheets?|leaflet|flyer|infographic|brochure|poster"),
    ("annex", r"annex(?:es)?|appendix|appendices|supplement(?:ary)?(?: material)?|anexo"),
    ("correction", r"erratum|vol \d+ pg? \d+ (?:19|20)\d\d$|errata|corrigend(?:um|a)|correction(?: to)?|retraction(?: note)?|"
     r"retracted(?: article)?|withdrawn|expression of concern"),
    ("comment", r"comments? (?:on|to)|commentary(?: on)?|invited commentary|letter to (?:the )?editor"),
    ("reply", r"(?:authors? )?repl(?:y|ies)(?: to)?|(?:authors? )?responses? to|in reply|rejoinder"),
    ("review of it", r"book review|review of the book"),
    ("training", r"training (?:manual|guide|curriculum|module|package|course|toolkit|programme)|"
     r"curriculum|manuel de formation|manual de (?:capacitacion|formacion)"),
)  # fmt: skip
_COMPANION_RES = tuple(re.compile(rf"\b(?:{pattern})\b") for _, pattern in COMPANIONS)
_ANY_COMPANION = re.compile("|".join(rf"\b(?:{pattern})\b" for _, pattern in COMPANIONS))


def companions(tokens: Sequence[str]) -> int:
    """Return the kinds of companion document that a title names, as bits of ``COMPANIONS``.

    >>> names(companions(words("Caring for Persons: Facilitator's Guide")))
    ("facilitator's guide",)
    """
    text = " ".join(tokens)
    if not _ANY_COMPANION.search(text):
        return 0
    return sum(1 << at for at, pattern in enumerate(_COMPANION_RES) if pattern.search(text))


def names(kinds: int) -> tuple[str, ...]:
    """Return the names of the kinds of document in ``kinds``."""
    return tuple(name for at, (name, _) in enumerate(COMPANIONS) if kinds >> at & 1)


# --------------------------------------------------------------------------- people

_AND = re.compile(r"\s*(?:;|\band\b|&|\bund\b|\bet\b(?! al)|\|)\s*", re.IGNORECASE)
_ET_AL = re.compile(r"\bet\.? al\b\.?|\band others\b|\bu\.? ?a\.$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}|[A-Z]{1,3}")
_LOST_LETTER = re.compile("[?\ufffd]")
_VOWELS = re.compile(r"[aeiouy]")
_PARTICLES = frozenset(
    "de da do dos das del della di du des der den van von zu zur la le el al bin ibn jr sr ii iii "
    "dr prof mr mrs ms phd md st".split()
)


@lru_cache(maxsize=200_000)
def families(authors: str) -> tuple[str, ...]:
    """Return the words of the family names in a list of authors, in order.

    ``Zuber, J and Le Quintrec, M``, ``Zuber J, Le Quintrec M`` and ``J. Zuber; M. Le Quintrec``
    are read alike.

    >>> families("Zuber, J and Le Quintrec, M"), families("j. zuber and m. le quintrec")
    (('zuber', 'quintrec'), ('zuber', 'quintrec'))
    >>> families("Zuber J, Quintrec ML, Loirat C")
    ('zuber', 'quintrec', 'loirat')
    """
    text = authors[:LONGEST_NAMES]
    text = _ET_AL.sub(" ", html.unescape(text) if "&" in text else text)
    people = [person for person in _AND.split(text) if person.strip(" .,")]
    if len(people) == 1 and people[0].count(",") >= 1:
        people = _cut_at_commas(people[0])
    found: dict[str, None] = {}
    for person in people:
        for word in _family(person):
            found.setdefault(word)
    return tuple(found)


def _cut_at_commas(text: str) -> list[str]:
    """Cut ``Zuber J, Loirat C`` or ``Zuber, J., Loirat, C.`` into people."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) == 2 and " " not in pieces[0]:
        return [", ".join(pieces)]
    if all(_INITIALS.fullmatch(piece) for piece in pieces[1::2]) and len(pieces) % 2 == 0:
        return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    return pieces


def _family(person: str) -> list[str]:
    family, comma, given = person.partition(",")
    if comma and not _begins_with_initial(family):
        return _name_words(family)
    if comma:
        return [*_family(family), *_family(given)]
    pieces = person.replace(".", ". ").split()
    if len(pieces) > 1 and all(_is_initials(piece) for piece in pieces[1:]):
        return _name_words(pieces[0])
    if len(pieces) > 2 and _is_initials(pieces[-1]) and not _is_initials(pieces[0]):
        return _name_words(" ".join(piece for piece in pieces if not _is_initials(piece)))
    return _name_words(pieces[-1]) if pieces else []


def _begins_with_initial(name: str) -> bool:
    """Tell ``m. kearns`` (cut from ``m. kearns, m. li``) from ``Kearns`` and ``de Jorge``."""
    pieces = name.replace(".", ". ").split()
    return len(pieces) > 1 and _is_initials(pieces[0])


def _is_initials(piece: str) -> bool:
    bare = piece.replace(".", "").replace("-", "")
    return len(bare) <= 1 or (len(bare) <= 3 and bare.isupper())


def _name_words(name: str) -> list[str]:
    all_words = words(_LOST_LETTER.sub("", name))
    found = [word for word in all_words if len(word) > 1 and word not in _PARTICLES]
    return found or all_words[:1]


def skeleton(name: str) -> str:
    """Return a name less the vowels after its first letter, where enough remains of it.

    Vowels are what misprints and lost accents change most.

    >>> skeleton("konig") == skeleton("knig"), skeleton("lee")
    (True, 'lee')
    """
    bare = name[:1] + _VOWELS.sub("", name[1:])
    return bare if len(bare) > 2 else name


# --------------------------------------------------------------------------- where it was printed

_VENUE_STOP = STOP | frozenset(
    "proc proceedings conference symposium international annual workshop journal j trans "
    "transactions acm ieee lecture notes th st nd rd press university".split()
)


@lru_cache(maxsize=100_000)
def venue_words(venue: str) -> tuple[str, ...]:
    """Return the first three letters of the words of a journal's name, abbreviated or not.

    >>> venue_words("Nature Reviews Nephrology") == venue_words("Nat Rev Nephrol")
    True
    """
    tokens = [token for token in words(venue) if not token.isdigit()]
    telling = [token for token in tokens if token not in _VENUE_STOP] or tokens
    return tuple(dict.fromkeys(token[:3] for token in telling))


@lru_cache(maxsize=100_000)
def acronyms(venue: str) -> tuple[str, str]:
    """Return the initials of a venue's words, and its first word that looks like initials.

    >>> acronyms("Very Large Data Bases"), acronyms("Proc. VLDB")
    (('vldb', ''), ('', 'vldb'))
    """
    telling = [token for token in words(venue) if token not in _VENUE_STOP and not token.isdigit()]
    initials = "".join(token[0] for token in telling) if len(telling) >= 3 else ""
    short = next((token for token in telling if 3 <= len(token) <= 7), "")
    return initials, short if len(telling) <= 2 else ""


VENUE_KINDS: tuple[tuple[str, str], ...] = (
    ("journal", r"journal|j|transactions|trans|letters|magazine|annals|revue|revista|zeitschrift|"
     r"zeitung|bulletin|quarterly|archives|acta"),
    ("conference", r"conference|conf|proceedings|proc|symposium|symp|workshop|congress|meeting|"
     r"colloquium|intl conf|[a-z]{3,8} ?(?:19|20)?\d\d(?! \d)"),
    ("report", r"technical report|tech(?:nical)?(?: rep(?:ort)?)|research report|working paper|"
     r"discussion paper|memo"),
    ("manuscript", r"unpublished|preprint|manuscript|arxiv|in preparation|submitted"),
    ("thesis", r"thesis|dissertation|phd|ph d|master s|doctoral|habilitation"),
)  # fmt: skip
JOURNAL, MANUSCRIPT = 1, 8  # bits of ``VENUE_KINDS``
_VENUE_KINDS = tuple(re.compile(rf"\b(?:{pattern})\b") for _, pattern in VENUE_KINDS)


@lru_cache(maxsize=100_000)
def venue_kind(venue: str, has_volume: bool = False) -> int:
    """Return the kinds of publication that a venue's words speak of, as bits.

    What has a volume and says nothing else of itself is a journal.

    >>> [venue_kind(name) for name in ("VLDB J.", "Proc. of the 5th Annual Workshop", "Nature")]
    [1, 2, 0]
    >>> venue_kind("Nature", has_volume=True)
    1
    """
    text = " ".join(words(venue))
    found = sum(1 << at for at, pattern in enumerate(_VENUE_KINDS) if pattern.search(text))
    return found or int(has_volume and bool(text))


_GENERIC = frozenset(
    "introduction editorial editorials editor editors editorial note notes foreword preface guest book "
    "books review reviews column letter letters news newsletter index contents annual report "
    "reports message chair chairs president presidents abstract abstracts comment comments reply "
    "response untitled special issue announcement announcements summary conclusion conclusions "
    "references bibliography appendix proceedings calendar obituary erratum correction publications "
    "discussion overview activities programme program statement press release brochure leaflet "
    "fact sheet factsheet poster quarterly monthly yearly bulletin volume number report".split()
)


def loose(word: str) -> str:
    """Return what a misprint or an ending leaves of a word: first letter, other consonants.

    >>> loose("fourth") == loose("foruth"), loose("formulae") == loose("formula")
    (True, True)
    >>> loose("adult") == loose("pediatric")
    False
    """
    if not word.isalpha():
        return word
    return word[:1] + "".join(sorted(set(_VOWELS.sub("", word[1:].removesuffix("s")))))


def is_generic(tokens: Sequence[str]) -> bool:
    """Tell a title that many works bear: all its telling words name a kind of text.

    >>> is_generic(words("Annual Report 2014")), is_generic(words("Report on Aruba"))
    (True, False)
    """
    return all(token in _GENERIC or token in STOP or token.isdigit() for token in tokens)


_DIGITS = re.compile(r"\d+")


def first_number(text: str) -> str:
    """Return the first number in ``text``, less leading zeros; "" where there is none.

    >>> first_number("vol. 07 (Suppl 1)"), first_number("n.a.")
    ('7', '')
    """
    found = _DIGITS.search(text)
    return (found.group().lstrip("0") or "0") if found else ""


_PAGES = re.compile(r"(\d{1,7})(?:\s*(?:[-–—]+|to)\s*[a-z]{0,3}(\d{1,7}))?", re.I)


def page_range(text: str) -> tuple[str, str]:
    """Return the first and last page, the last one completed; ("", "") where there is none.

    Letters before a number ("S20", "e12") are left out: not every source prints them.

    >>> page_range("548-55"), page_range("S20–S21"), page_range("pp. 24"), page_range("")
    (('548', '555'), ('20', '21'), ('24', ''), ('', ''))
    """
    text = re.sub(r"^\W*(?:pages?|pp?)\b\.?", "", text.strip(), flags=re.I)
    found = _PAGES.search(text)
    if not found:
        return "", ""
    first, last = found.groups()
    first = first.lstrip("0") or "0"
    if last is None:
        return first, ""
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last.lstrip("0") or "0"


_DOI = re.compile(r"10\.\d{4,9}/\S+")


def doi_key(text: str) -> str:
    """Return a DOI in one form, or "" where the text holds none.

    >>> doi_key("https://doi.org/10.1000/ABC.1.")
    '10.1000/abc.1'
    """
    found = _DOI.search(text.strip().lower())
    return found.group().rstrip(".,;)]") if found else ""


def isbn_key(text: str) -> str:
    """Return an ISBN as its thirteen digits, an ISBN-10 converted; "" where it is none.

    >>> isbn_key("92-9068-655-7"), isbn_key("978-92-9068-655-2"), isbn_key("n/a")
    ('9789290686552', '9789290686552', '')
    """
    bare = re.sub(r"[^0-9Xx]", "", text[:40])
    if len(bare) == 13 and bare.isdigit():
        return bare
    if len(bare) != 10 or not bare[:9].isdigit():
        return ""
    body = f"978{bare[:9]}"
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body)) % 10
    return f"{body}{check}"


_SERIES_NUMBER = re.compile(
    r"(?:\bno?\.?|\bn[°ºr]\.?|#|\bvol(?:ume)?\.?|\bissue|\bpart)?\s*(\d{1,4})\b", re.I
)


def series_number(series: str) -> tuple[str, str]:
    """Return a series' name as a key, and the number in it ("" where it has none).

    >>> series_number("MRS N°36"), series_number("Issue Brief 01, 10/2016")
    (('mrs', '36'), ('issuebrief', '1'))
    """
    found = _SERIES_NUMBER.search(series)
    if not found:
        return key(words(series)), ""
    name = words(series[: found.start()])
    while name and name[-1] in _ENUMERATORS:
        name.pop()
    return key(name), found[1].lstrip("0") or "0"
