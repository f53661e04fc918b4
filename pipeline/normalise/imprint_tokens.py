"""An imprint line cut into tokens: what each piece of it is, before what it means together.

The line is walked once from left to right; at each word the readers are tried in a fixed
order, and what none of them reads is kept as text. Every step moves on, so that a line of
any length takes time in proportion to it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.model import Identifier
from pipeline.normalise import dates, identifiers, languages
from pipeline.normalise.imprint_money import price
from pipeline.normalise.text import bare, digits, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of an imprint.

    Attributes:
        kind: ``year``, ``pages``, ``identifier``, ``language``, ``languages`` (several codes),
            ``code`` (of a language), ``price``, ``format``, ``edition``, ``number`` (an
            identifier of no scheme here), ``not``, ``open``, ``close``, ``list`` (comma, "and"),
            ``noise``, ``text``.
        start: Where it stands in ``line(text)``; ``stop`` is one past its end.
        value: The year, the pages, the code of a language, the currency.
        formats: Of an ISBN: those that its label or the brackets after it say.
    """

    kind: str
    start: int
    stop: int
    value: int | str | None = None
    month: int | None = None
    amount: float | None = None
    identifier: Identifier | None = field(default=None)
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed, and the same letter for letter in lower case without accents."""

    text: str
    low: str


Reader = Callable[[Line, int], Token | None]


def line(text: str) -> Line:
    """Return ``text`` made ready for scanning, at most ``LONGEST`` characters of it.

    >>> line("Páginas  12").low
    'paginas 12'
    """
    tidy = digits(plain(text[:LONGEST]))
    return Line(tidy, tidy.lower() if tidy.isascii() else "".join(map(_low, tidy)))


LONGEST = 20_000  # characters: what is longer is no imprint line


def _low(char: str) -> str:
    lower = char.lower() if "\u0400" <= char <= "\u04ff" else bare(char)
    return lower if len(lower) == 1 else char.lower()[:1]


# --- pages

_COUNT = r"(?P<pages>\d{1,3}(?:[.,'\u00a0\u202f]\d{3})(?!\d)|\d{1,5})"
_PAGE_WORD = (
    r"(?:pages?|pgs?|pp?|paginas?|pags?|pgs|pagine|pagina's|seiten?|s|страниц[аы]?|стр|с|"
    r"сторін[оки]{1,2}|"
    r"页|頁|쪽|صفح[ةه]|صفحات|ص|faqe|stranica|strana|stranice|strani|str|stron|sayfa|trang|halaman|hlm|"
    r"sidor|sider|sivua|oldal|pagini|էջ|გვერდი|σελιδες|σελ|kurasa|blz|bladzijden|lk|lpp)"
)
_ROMAN = r"(?:[ivxlc]{1,8}\s?[,+]\s?|\[[ivxlc\d]{1,8}\]\s?,?\s?)?"
_PAGES = re.compile(rf"{_ROMAN}{_COUNT}\s?(?:numbered |unnumbered )?{_PAGE_WORD}(?![^\W_])\.?")
_PAGES_AFTER = re.compile(
    rf"(?:number of pages|no\.? of pages|pages|nombre de pages|numero de paginas|paginas|pp|umfang|"
    rf"seiten(?:zahl)?|количество страниц|объем|页数|頁數|عدد الصفحات)\s?[:=.：]?\s?{_COUNT}"
    rf"(?!\s?-\s?\d|[\d/])(?!\s?{_PAGE_WORD}\b)"
)
_PAGE_RANGE = re.compile(
    r"(?:pp?\.?|pages?|pags?\.?|paginas)\s?(?P<first>\d{1,5})\s?-\s?(?P<last>\d{1,5})"
)
_YEAR_PAGES = re.compile(
    rf"(?P<year>\d{{4}})\s?/\s?(?=[ivxlc\[]{{0,9}}[\s,+]{{0,3}}\d[\d.,]{{0,6}}\s?{_PAGE_WORD}(?![^\W_]))"
)


def _pages(line: Line, at: int) -> Token | None:
    if _sign_before(line.low, at) == "+":  # "+ 20 pages annex": beside the book
        extra = _PAGES.match(line.low, at)
        return Token(kind="text", start=at, stop=extra.end()) if extra else None
    spread = _PAGE_RANGE.match(line.low, at)
    if spread:  # pages of a journal: where it stands, not how long it is
        return Token(kind="text", start=at, stop=spread.end())
    found = _PAGES.match(line.low, at) or _PAGES_AFTER.match(line.low, at)
    if found is None:
        return None
    pages = int(re.sub(r"\D", "", found["pages"]))
    return Token(kind="pages", start=at, stop=found.end(), value=pages or None)


def _sign_before(text: str, at: int) -> str:
    return text[at - 1] if at and text[at - 1] != " " else text[max(at - 2, 0) : max(at - 1, 0)]


# --- years and dates

_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|(?:0?[1-9]|1[0-2])/\d{4}|\d{4}-(?:0[1-9]|1[0-2])(?![\d-])|"
    r"\d{1,2}\.\d{1,2}\.\d{4}|"
    r"(?:1[4-9]|20)\d\d\s?[-/]\s?(?:1[4-9]|20)\d\d(?!\d)|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|"
    r"(?:\d{1,2}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?)?[^\W\d_]{3,12}\.?,?\s(?:\d{1,2},?\s)?(?:de\s|"
    r"del\s)?\d{4}(?:\sг\.?)?"
)
_MONTHS = re.compile(  # "Oct-Dec 2016", "Dec 2015/Jan 2016"
    r"[^\W\d_]{3,12}\.?(?:\s\d{4})?\s?(?:[-/&]|and|to|et|y|und|"
    r"и)\s?[^\W\d_]{3,12}\.?,?\s\d{4}(?!\d)"
)
_RANGE = re.compile(r"\d{4}\s?[-/]\s?\d{4}")
_YEAR = re.compile(r"(?:[©(\[]\s?|c(?=\d))?(?P<year>\d{4})[)\]]?(?!\d|[./-]\d|,\d{3})")


def _year(line: Line, at: int) -> Token | None:
    slashed = _YEAR_PAGES.match(line.low, at)
    if slashed and int(slashed["year"]) in dates.PRINTED:
        return Token(kind="year", start=at, stop=slashed.end(), value=int(slashed["year"]))
    token = next(filter(None, (_date(line, at, form) for form in (_MONTHS, _DATE))), None)
    if token is not None:
        return token
    found = _YEAR.match(line.low, at)
    if found and int(found["year"]) in dates.PRINTED:
        return Token(kind="year", start=at, stop=found.end(), value=int(found["year"]))
    return None


def _date(line: Line, at: int, form: re.Pattern[str]) -> Token | None:
    found = form.match(line.low, at)
    if found is None or (_goes_on(line.low, found.end()) and not _RANGE.fullmatch(found.group())):
        return None
    read = dates.read(found.group())
    if not isinstance(read, dates.Dated):
        return None
    return Token(kind="year", start=at, stop=found.end(), value=read.year, month=read.month)


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "/")


# --- money


def _price(line: Line, at: int) -> Token | None:
    found = price(line.text, line.low, at)
    if found is None:
        return None
    return Token(kind="price", start=at, stop=found.stop, value=found.currency, amount=found.amount)


# --- formats

_FORMATS: tuple[tuple[str, str], ...] = (
    (
        r"hard ?-?cop(?:y|ies)|hard ?-?(?:cover|back)s?|paper ?-?(?:backs?|cover)|paper copy|"
        r"soft ?-?(?:cover|back)|print(?:ed)?(?: (?:version|edition|copy|copies|book))?|bound|pbk|"
        r"hbk|copies? papier|version papier|"
        r"(?:format )?papier|imprimee?s?|broches?|relie|impreso|impresa|"
        r"en papel|copia impresa|rustica|tapa (?:dura|blanda)|capa (?:dura|mole)|impresso|gebunden|"
        r"broschiert|gedruckt|druckausgabe|taschenbuch|в печатном виде|печатн\w+|бумажн\w+|印刷版|"
        r"纸质版|cartaceo|stampa",
        "print",
    ),
    (r"e-?pub", "epub"),
    (r"pdf", "pdf"),
    (
        r"on-?line|en ligne|en linea|em linha|web(?: version| only)?|html|e-?books?|"
        r"electronic(?:ally)?|digital(?:e|ly)?|kindle|mobi|numerique|electronique|electronico|"
        r"электронн\w+|在线",
        "online",
    ),
)
_FORMAT = re.compile("|".join(f"(?P<f{n}>{p})(?![^\\W_])" for n, (p, _) in enumerate(_FORMATS)))


def _format(line: Line, at: int) -> Token | None:
    found = _FORMAT.match(line.low, at)
    if found is None or found.lastgroup is None:
        return None
    name = _FORMATS[int(found.lastgroup[1:])][1]
    return Token(kind="format", start=at, stop=found.end(), value=name)


# --- words that say how the rest is meant, and nothing by themselves

_NOISE = re.compile(
    r"(?:free of charge|for free|free|gratis|gratuit(?:e|o|a|ement)?|kostenlos|бесплатно|"
    r"available|disponibles?|disponivel|disponivei?s|erhaltlich|verfugbar|доступн\w+|имеется|"
    r"downloads?|"
    r"telecharge(?:r|ment|able)|descargar?|descarga|descargable|baixar|herunterladen|скачать|"
    r"скачивания|version(?:en)?|versions|edition|editions|formats?|formato|copies|copy|languages?|"
    r"langues?|idiomas?|lenguas?|sprachen?|язык\w*|language versions?|other|also|as well as|"
    r"(?:first |originally )?published|publication|publisher|publie|publicado|publicacion|"
    r"publicacao|"
    r"publicada|erscheinungsjahr|erscheinungsdatum|erschienen|veroffentlicht|verlag|umfang|год|"
    r"год издания|издания|издательство|объем|количество|"
    r"ill|illus|illustrated|illustrations?|col|"
    r"\d{1,3} (?:maps?|figures?|figs?|tables?|charts?|graphs?|photos?|photographs|illustrations?|"
    r"plates|annex(?:es)?|appendices)|"
    r"bilingual|trilingual|multilingual|bilingue|trilingue|multilingue|zweisprachig|mehrsprachig|"
    r"двуязычное|"
    r"price|prix|precio|preis|year|annee|ano|jahr|text|texte|texto|"
    r"only|both|from|here|click|link|as|a|the|is|its|of|for|to|be|can|in|on|at|with|pour|pour le|"
    r"le|la|les|l'|en|au|aux|du|de|des|el|los|las|para|su|por|em|ao|auf|als|zum|im|mit|fur|в|на|"
    r"для|формате|by|via|per|un|una|une|ein|eine|file|files|fichier|archivo|size|size:|mb|kb|"
    r"date|isbn|issn|e-isbn|eisbn|doi|n/a|"
    r"\d+(?:[.,]\d+)?\s?(?:[kmg]b|[kmg]o|mbytes?|кб|мб)|\d+(?:[.,]\d+)?\s?(?:cm|mm)|"
    r"\d+(?:[.,]\d+)?\s?[x×]\s?\d+(?:[.,]\d+)?\s?(?:cm|mm)?)(?:\(s\))?(?![^\W_])\s?:?"
)
_LIST = re.compile(r"[,;/+&|·•、،]|(?:and|et|y|e|und|и|o|or|ou)(?![^\W_])|-(?![^\W_])")
_NOT = re.compile(
    r"(?:(?:is |are )?(?:currently |presently )?(?:not|no longer|never)(?: yet| currently)? "
    r"(?:available|published|printed|for sale)|unavailable|"
    r"(?:n'est |ne sont )?(?:pas|plus) (?:encore )?disponibles?|non disponibles?|indisponibles?|"
    r"no (?:esta )?disponible|nao disponivel|nicht (?:mehr )?(?:lieferbar|erhaltlich|verfugbar)|"
    r"недоступн\w+)(?![^\W_])"
)
_GONE = re.compile(
    r"(?:out of (?:print|stock)|epuise|agotad[oa]|esgotad[oa]|vergriffen|нет в продаже)(?![^\W_])"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th|e|er|re|eme|\.?[ªºao])?\.?|first|second|third|fourth|fifth|sixth|"
    r"seventh|"
    r"eighth|ninth|tenth|revised|updated|enlarged|expanded|corrected|rev\.?|new|student|special|"
    r"premiere|deuxieme|seconde|troisieme|quatrieme|nouvelle|revue|primera|segunda|tercera|"
    r"cuarta|nueva|"
    r"primeira|terceira|nova|erste|zweite|dritte|vierte|neue|uberarbeitete|aktualisierte|"
    r"первое|второе|третье|новое)"
)
_EDITION = re.compile(
    rf"(?:{_ORDINAL}(?:,? (?:and |& |et |y |e |und )?{_ORDINAL}){{0,2}} "
    r"(?:editions?|ed\.|ed|edicion|edicao|auflage|ausgabe|edizione|издание)|"
    rf"(?:edition|edicion|edicao|auflage|edition no\.?) {_ORDINAL})(?![^\W_])\.?"
)
# A later printing or state of the text: its year is not the year of publication.
_LATER = re.compile(
    r"(?:reprint(?:ed|s)?|reissued?|reimpression|reimpresion|reimpressao|nachdruck|переиздани[ея]|"
    r"(?:last |first )?(?:revised|updated|modified)|rev|mise? a jour|actualizad[oa])(?![^\W_])\.?"
    r"(?:,? (?:in|on|en|em|le|el))?:? ?"
)
_MORE_YEARS = re.compile(r"(?:,| and| &) ?(?:1[4-9]|20)\d\d(?!\d| pages|[ /]\d)")


def _later(line: Line, at: int) -> Token | None:
    """Read "reprinted 2010, 2012" and "rev. 2015": what it says, with its years."""
    found = _LATER.match(line.low, at)
    if found is None:
        return None
    year = _year(line, found.end())
    if year is None:
        stop = at + len(found.group().rstrip(" :"))
        bare_word = Token(kind="edition", start=at, stop=stop)
        return bare_word if is_printing(line, bare_word) else None
    stop = year.stop
    while more := _MORE_YEARS.match(line.low, stop):
        stop = more.end()
    return Token(kind="later", start=at, stop=stop, value=year.value, month=year.month)


def is_printing(line: Line, token: Token) -> bool:
    """Tell whether a later state is a printing of the same text, not a revision of it."""
    return line.low.startswith(("repr", "reis", "reim", "nach", "пере"), token.start)


# United Nations sales and order numbers,: known for what they are, of no scheme here.
_SALES = re.compile(
    r"(?:(?:united nations |un )?(?:sales|publication sales|order|stock|catalogue|catalog|job|"
    r"item|product)"
    r" (?:no|nos|number|code|ref)\.?|numero de (?:venta|vente)|no\.? de (?:vente|venta)|"
    r"bestellnummer|best\.-?nr\.?)"
    r"\s?[:.]?\s?(?=\S*\d)[^\s,;()\[\]|]{2,40}"
)
_OPEN, _CLOSE = "([", ")]"
_WORD = re.compile(r"[^\W_](?:[^\s,;/()\[\]|:]*[^\W_])?|\S")
_MARKS = {
    **dict.fromkeys(_OPEN, "open"),
    **dict.fromkeys(_CLOSE, "close"),
    ".": "noise",
    ":": "noise",
    "*": "noise",
}


def _saying(line: Line, at: int) -> Token | None:
    """Read what says something of the availability or the printing."""
    for kind, pattern in (
        ("not", _NOT),
        ("text", _GONE),
        ("edition", _EDITION),
        ("number", _SALES),
    ):
        found = pattern.match(line.low, at)
        if found:
            return Token(kind=kind, start=at, stop=found.end())
    return _later(line, at)


def _small(line: Line, at: int) -> Token | None:
    """Read brackets, the signs and words of a list, and words without a value."""
    mark = _MARKS.get(line.low[at])
    if mark:
        return Token(kind=mark, start=at, stop=at + 1)
    for kind, pattern in (("list", _LIST), ("noise", _NOISE)):
        found = pattern.match(line.low, at)
        if found:
            return Token(kind=kind, start=at, stop=found.end())
    return None


# --- languages

_NEXT_WORD = re.compile(r"(?: |^)?([^\W\d_][^\s,;/()\[\]|:.+&·•、،]*)")
_VARIETY = re.compile(r" ?\([^()]{2,24}\)")
_LONGEST_NAME = 4  # words
_SURE_CODES = frozenset(["EN", "FR", "ES", "RU", "ZH", "AR", "DE", "PT"])


def _language(line: Line, at: int) -> Token | None:
    """Read the longest name of a language that begins here, or a code in capitals."""
    stops = _word_ends(line.text, at)
    for stop in reversed(stops):
        code = languages.common(line.text[at:stop])
        if code:
            variety = _VARIETY.match(line.text, stop)
            if variety and languages.common(line.text[at : variety.end()]):
                stop = variety.end()
            return Token(kind="language", start=at, stop=stop, value=code)
    word = line.text[at : stops[0]] if stops else ""
    is_code = len(word) == 2 and (word.isupper() or _is_held(line.text, at))
    code = (languages.known(word) if is_code else None) or _abbreviated(line.text, word, at)
    if code is None:
        return None
    return Token(
        kind="language" if word in _SURE_CODES else "code", start=at, stop=stops[0], value=code
    )


def _abbreviated(text: str, word: str, at: int) -> str | None:
    """Return the language that ``Eng.`` stands for; in small letters only in brackets."""
    is_marked = word[:1].isupper() or (at > 0 and text[at - 1] in _OPEN)
    return languages.abbreviated(word) if is_marked else None


def _language_set(line: Line, at: int) -> Token | None:
    """Read what stands for several languages: "all UN languages", ``E/F/S``."""
    if at and line.text[at - 1] not in " ([:,;|":
        return None
    letters = _UN_LETTERS.match(line.text, at)
    if letters:
        codes = languages.of_letters(letters.group())
        if codes:
            return _set_token(at, letters.end(), codes)
    found = languages.set_at(line.low, at)
    return _set_token(at, *found) if found else None


_UN_LETTERS = re.compile(r"[ACEFRS](?:(?:/|, ?| / )[ACEFRS]){1,5}(?![\w/.])")


def _set_token(start: int, stop: int, codes: tuple[str, ...]) -> Token:
    return Token(kind="languages", start=start, stop=stop, value=" ".join(codes))


def _is_held(text: str, at: int) -> bool:
    """Tell whether brackets hold the two letters at ``at``: ``(en)``."""
    return at > 0 and text[at - 1] in _OPEN and text[at + 2 : at + 3] in (*_CLOSE,)


def _word_ends(text: str, at: int) -> list[int]:
    ends: list[int] = []
    while len(ends) < _LONGEST_NAME:
        found = _NEXT_WORD.match(text, ends[-1] if ends else at)
        if found is None or (ends and text[ends[-1]] != " "):
            break
        ends.append(found.end())
    return ends


# --- the walk

_READERS: tuple[Reader, ...] = (
    _saying,
    _year,
    _pages,
    _price,
    _format,
    _language_set,
    _language,
    _small,
)


def tokens(line: Line) -> tuple[Token, ...]:
    """Return the tokens of ``line`` in order; they cover all but its spaces.

    >>> [token.kind for token in tokens(line("2015/184 pages English, French USD 30"))]
    ['year', 'pages', 'language', 'list', 'language', 'price']
    """
    found = {item.start: item for item in identifiers.in_text(line.text)}
    kept: list[Token] = []
    at = 0
    while at < len(line.text):
        if line.text[at] == " ":
            at += 1
            continue
        item = found.get(at)
        token = (
            Token(
                kind="identifier",
                start=at,
                stop=item.stop,
                identifier=item.identifier,
                formats=_formats_in(item.medium),
            )
            if item
            else _read(line, at)
        )
        at = max(token.stop, at + 1)
        if kept and kept[-1].kind == token.kind == "text":
            kept[-1] = Token(kind="text", start=kept[-1].start, stop=token.stop)
        else:
            kept.append(token)
    return tuple(kept)


def _formats_in(medium: str) -> tuple[str, ...]:
    """Return the formats that the words beside an ISBN name: ``(web pdf)``."""
    names = (
        _FORMATS[int((found.lastgroup or "f3")[1:])][1] for found in _FORMAT.finditer(bare(medium))
    )
    return tuple(dict.fromkeys(names))


def _read(line: Line, at: int) -> Token:
    for reader in _READERS:
        token = reader(line, at)
        if token is not None and token.stop > at:
            return token
    word = _WORD.match(line.text, at)
    kind = "text" if line.text[at].isalnum() or line.text[at] in "$¥" else "noise"
    return Token(kind=kind, start=at, stop=word.end() if word else at + 1)
