"""ISBN, ISSN, DOI and United Nations document symbols.

An identifier whose check digit is wrong is kept, marked and reported, never repaired.
In free text only what is unambiguous is taken: a labelled number, a DOI with its prefix,
an unlabelled ISBN-13 whose check digit is right, a symbol that a UN body could have given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import isbn as std_isbn
from stdnum import issn as std_issn

from pipeline.model import Identifier, Unknown
from pipeline.normalise.text import digits, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An identifier and where it stands in ``plain(text)``, its label included.

    ``medium`` holds the words of an ISBN's label or brackets: "print", "versión electrónica".
    """

    identifier: Identifier
    start: int
    stop: int
    medium: str = ""


# --- ISBN

_MEDIUM = (
    r"(?:print(?:ed)?|paperback|hardcover|hardback|softcover|pbk|hbk|hb|pb|cloth|paper|online|"
    r"electronic|"
    r"digital|e-?book|e-?pub|pdf|web|version|versión|versão|edition|edición|format|imprimée?|"
    r"papier|"
    r"impres[oa]|papel|électronique|electronique|en ligne|numérique|electrónic[oa]|eletrônic[oa]|"
    r"en línea|digitale|gedruckt|druck|druckausgabe|elektronisch|печатн\w+|электронн\w+|версия|"
    r"印刷|电子|在线|إلكتروني)"
)
_ISBN_LABEL = re.compile(
    r"(?<![^\W_])(?P<e>(?:e|electronic|digital|online|pdf|web|print|p)[ -]?)?"
    r"(?:i\.?s\.?b\.?n\.?|мсбн|ردمك|国际标准书号|國際標準書號)"
    r"(?P<e2>-e\b|-p\b)?(?:[ -]?1[03](?!\d|-))?"
    rf"(?:\s(?P<word>{_MEDIUM}(?:[ -]{_MEDIUM})?)(?=\s?:?\s?[(\d]))?"
    r"(?:\s?\((?P<medium>[^()]{1,30})\))?\s?[:#=.：]?\s?",
    re.IGNORECASE,
)
_ISBN_NUMBER = re.compile(r"[\dXx](?:[ .-]?[\dXx])*", re.ASCII)
_ISBN_BARE = re.compile(r"(?<![\w-])97[89](?:[ -]?\d){10}(?![\w-])", re.ASCII)
_MEDIUM_AFTER = re.compile(
    rf"\s?\((?P<medium>{_MEDIUM}(?:[ /,.-]{{1,2}}{_MEDIUM}){{0,3}}\.?)\)", re.IGNORECASE
)
_ELECTRONIC = re.compile(
    r"online|[ée]le[ck]?tr[oôó]ni|digital|e-?book|e-?pub|pdf|web|\be\b|en l[ií]nea|en ligne|"
    r"num[ée]rique|"
    r"elektronisch|электрон|电子|在线|إلكترون",
    re.IGNORECASE,
)


def isbn(text: str, *, is_electronic: bool = False, language: str | None = None) -> Identifier:
    """Return the ISBN printed as ``text`` in its form of 13 digits, valid or not.

    >>> isbn("92-9068-249-X").value, isbn("92-9068-249-X").is_valid
    ('929068249X', False)
    >>> isbn("978-92-9068-755-9").value
    '9789290687559'
    """
    number = re.sub(r"[^0-9X]", "", digits(plain(text)).upper())
    is_valid = bool(std_isbn.is_valid(number))
    return Identifier(
        scheme="isbn",
        value=std_isbn.to_isbn13(number) if is_valid else number,
        is_valid=is_valid,
        raw=text,
        is_electronic=is_electronic,
        language=language,
    )


def _isbns(text: str) -> Iterator[Found]:
    for label in _ISBN_LABEL.finditer(text):
        number = isbn_number(text, label.end())
        if number:
            after = _MEDIUM_AFTER.match(text, label.end() + len(number))
            words = (label["e"], label["e2"], label["word"], label["medium"])
            said = " ".join(filter(None, (*words, after and after["medium"])))
            yield Found(
                identifier=isbn(number, is_electronic=bool(_ELECTRONIC.search(said))),
                start=label.start(),
                stop=after.end() if after else label.end() + len(number),
                medium=said,
            )
    for bare in _ISBN_BARE.finditer(text):
        if std_isbn.is_valid(bare.group()):
            after = _MEDIUM_AFTER.match(text, bare.end())
            said = after["medium"] if after else ""
            stop = after.end() if after else bare.end()
            identifier = isbn(bare.group(), is_electronic=bool(_ELECTRONIC.search(said)))
            yield Found(identifier=identifier, start=bare.start(), stop=stop, medium=said)


def isbn_number(text: str, start: int) -> str:
    """Return the ISBN that begins at ``start``, cut where the number is complete.

    ``978 92 9068 755 9 184 pages`` ends before 184; a number of the wrong length ends at
    the first space, if hyphens hold it together.
    """
    found = _ISBN_NUMBER.match(text, start)
    if found is None:
        return ""
    run = found.group()[:40]
    wanted = 13 if re.sub(r"\D", "", run).startswith(("978", "979")) else 10
    whole = _first_signs(run, wanted)
    if whole is not None:
        return whole
    head = run.split(" ")[0]
    if _signs(head) >= _LEAST:
        return head
    return run if wanted == 13 or _signs(run) in (9, 11) else ""


def _signs(run: str) -> int:
    return sum(char not in _BETWEEN for char in run)


_BETWEEN = " .-"  # what may stand between the groups of an ISBN


_LEAST = 7  # signs: fewer than these stand for no ISBN that was mistyped, but for a year or a count


def _first_signs(run: str, wanted: int) -> str | None:
    """Return ``run`` up to its sign number ``wanted``, if a group ends there."""
    count = 0
    for at, char in enumerate(run):
        count += char not in _BETWEEN
        if count == wanted:
            return run[: at + 1] if run[at + 1 : at + 2] in ("", " ", ".") else None
    return None


# --- ISSN

_ISSN = re.compile(
    r"(?<![^\W_])(?P<e>(?:e|p|electronic|online|digital|print)[ -]?)?i\.?s\.?s\.?n\.?(?:-?L)?"
    r"(?:\s?\((?P<medium>[^()]{1,30})\))?\s?[:#=.]?\s?"
    r"(?P<number>\d{4}[ -]?\d{3}[\dX])(?![\dX])(?:\s?\((?P<after>print|online|electronic)\))?",
    re.IGNORECASE | re.ASCII,
)


def issn(text: str, *, is_electronic: bool = False) -> Identifier:
    """Return the ISSN printed as ``text`` as ``NNNN-NNNC``, valid or not.

    >>> issn("1607338x").value
    '1607-338X'
    """
    number = re.sub(r"[^0-9X]", "", digits(plain(text)).upper())
    return Identifier(
        scheme="issn",
        value=f"{number[:4]}-{number[4:]}" if len(number) == 8 else number,
        is_valid=bool(std_issn.is_valid(number)),
        raw=text,
        is_electronic=is_electronic,
    )


# "ISSN 1607-338X (print), 2049-3630 (online)": a label for two.
_ISSN_MORE = re.compile(
    r"\s?[,;/]?\s?(?:and |et |y |und )?(?P<number>\d{4}-\d{3}[\dX])(?![\w-])"
    r"(?:\s?\((?P<after>print|online|electronic)\))?",
    re.IGNORECASE | re.ASCII,
)


def _issns(text: str) -> Iterator[Found]:
    for found in _ISSN.finditer(text):
        said = " ".join(filter(None, (found["e"], found["medium"], found["after"])))
        identifier = issn(found["number"], is_electronic=bool(_ELECTRONIC.search(said)))
        yield Found(identifier=identifier, start=found.start(), stop=found.end())
        more = _ISSN_MORE.match(text, found.end())
        if more and std_issn.is_valid(more["number"]):
            is_electronic = bool(_ELECTRONIC.search(more["after"] or ""))
            second = issn(more["number"], is_electronic=is_electronic)
            yield Found(identifier=second, start=more.start(), stop=more.end())


# --- DOI

# A pair of angle brackets inside is part of it: 10.1002/(SICI)1099-1328(199601)8:1<1::AID-…
_SUFFIX = r"(?:[^\s\"<>{}|\\^\[\]]|(?<=\d)<[^\s\"<>]{1,40}>(?=\d)){1,200}"
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|\bdoi:?\s?(?:https?://(?:dx\.)?doi\.org/)?)?"
    rf"(?<![\w./])(?P<doi>10\.\d{{4,9}}/{_SUFFIX})",
    re.IGNORECASE | re.ASCII,
)
_DOI_AFTER_SLASH = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|info:doi/)"
    rf"(?P<doi>10\.\d{{4,9}}(?:/|%2F){_SUFFIX})",
    re.IGNORECASE,
)


def doi(text: str) -> Identifier:
    """Return the DOI printed as ``text``, lower case, without resolver or full stop.

    >>> doi("https://doi.org/10.18356/AB12CD34-en).").value
    '10.18356/ab12cd34-en'
    """
    found = _DOI_AFTER_SLASH.search(plain(text)) or _DOI.search(plain(text))
    value = _ESCAPED_SLASH.sub("/", _shorn(found["doi"]), count=1) if found else plain(text)
    return Identifier(scheme="doi", value=value.lower(), is_valid=found is not None, raw=text)


_ESCAPED_SLASH = re.compile("%2F", re.IGNORECASE)


def _shorn(value: str) -> str:
    """Cut the punctuation that follows a DOI; a bracket is cut if it was not opened in it."""
    value = value.partition("?")[0].rstrip(".,;:!'\"*")  # a query is the address's, not the DOI's
    while value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1].rstrip(".,;:!?'\"")
    return value


def _dois(text: str) -> Iterator[Found]:
    for pattern in (_DOI_AFTER_SLASH, _DOI):
        for found in pattern.finditer(text):
            value = _shorn(found["doi"])
            stop = found.start("doi") + len(value)
            yield Found(
                identifier=doi(found.group()[: stop - found.start()]),
                start=found.start(),
                stop=stop,
            )


# --- United Nations document symbols

_PART = r"[A-Z0-9][A-Za-z0-9.-]{0,14}(?:\([A-Z0-9-]{1,8}\))?"
_SYMBOL = re.compile(
    r"(?<![\w/.:])(?:(?:GB|ILC)\.\d{2,3}|WHO|[ASET](?=/(?:\d|[A-Z]{2}|C\.\d|S-\d))|ST|CCPR|CEDAW|"
    r"CERD|CRC|CRPD|CMW|CAT|CED|HRI|CTOC|CAC|CCPCJ|UNODC|TD|"
    r"FCCC|DP|HSP|UNW|JIU|LC|LOS|ISBA|APLC|BWC|CCW|NPT|PBC|PCNICC|ICC|UNEP|UNHCR|HCR|EC|ECE|ESCAP|"
    r"IDB|GC|ICEF|SPLOS|WFP|INFCIRC)"
    rf"(?:/{_PART}){{2,7}}(?:\s\((?:19|20)\d\d\))?(?![\w/])"
)


def un_symbol(text: str) -> Identifier:
    """Return the United Nations document symbol printed as ``text``, without spaces.

    >>> un_symbol("E/CN.15/2016/5").is_valid, un_symbol("E/F/S").is_valid
    (True, False)
    """
    value = re.sub(r"\s+(?=\()", "", plain(text).rstrip(".,;:"))  # S/RES/1325 (2000)
    is_valid = bool(_SYMBOL.fullmatch(value)) and any(char.isdigit() for char in value)
    return Identifier(scheme="un_symbol", value=value, is_valid=is_valid, raw=text)


def _symbols(text: str) -> Iterator[Found]:
    for found in _SYMBOL.finditer(text):
        raw = found.group().rstrip(".-")
        if any(char.isdigit() for char in raw) and not _DATE_LIKE.search(raw):
            stop = found.start() + len(raw)
            yield Found(identifier=un_symbol(raw), start=found.start(), stop=stop)


_DATE_LIKE = re.compile(r"^[A-Z]/\d{1,2}/\d{1,2}$")


# --- all of them

_READERS = (_isbns, _issns, _dois, _symbols)


def in_text(text: str) -> tuple[Found, ...]:
    """Return the identifiers that stand in ``text`` beyond doubt, in order, none twice over.

    Offsets are those of ``plain(text)``.

    >>> [f.identifier.value for f in in_text("see A/RES/55/25 and ISSN 1813-2278")]
    ['A/RES/55/25', '1813-2278']
    """
    tidy = digits(plain(text))
    found = sorted(
        (item for reader in _READERS for item in reader(tidy)),
        key=lambda item: (item.start, -item.stop),
    )
    kept: list[Found] = []
    for item in found:
        if not kept or item.start >= kept[-1].stop:
            kept.append(item)
    return tuple(kept)


_SINGLE = {"isbn": isbn, "issn": issn, "doi": doi}


def labelled(scheme: str, text: str) -> tuple[Identifier, ...]:
    """Return the identifiers of a field whose label names the scheme.

    >>> [i.value for i in labelled("isbn", "978-92-9068-715-3; 978-92-9068-716-0")]
    ['9789290687153', '9789290687160']
    """
    found = tuple(f.identifier for f in in_text(text) if f.identifier.scheme == scheme)
    if found:
        return found
    reader = _SINGLE.get(scheme, un_symbol)
    parts = (part.strip() for part in re.split(r"[,;|\n]", plain(text)))
    return tuple(reader(part) for part in parts if any(char.isdigit() for char in part))


def unknowns(identifiers: tuple[Identifier, ...]) -> tuple[Unknown, ...]:
    """Return what a steward has to look at: each identifier that cannot be right."""
    return tuple(
        Unknown(text=item.raw, kind="identifier", locator=item.locator)
        for item in identifiers
        if not item.is_valid
    )
