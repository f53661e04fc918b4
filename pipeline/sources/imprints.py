"""What an imprint line is: year, pages, ISBN, languages, formats, a price; in any order.

The line is not read here, only recognised: its value travels verbatim. It is cut into
tokens; a line made of little else than such tokens is an imprint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.sources.dates import is_language, months
from pipeline.sources.words import folded

LONGEST = 1200  # characters; a longer line is prose whatever it holds
_HEAD = 160  # characters by which a long line shows whether it is running text
STRONG, WEAK, NONE = 2, 1, 0
_TOKENS = r"""
      (?P<isbn>(?:\b(?:e|print|pdf|online|electronic)\s?-?\s?)?\bisbn(?:[-\s]?1[03])?\b\s*
          (?:\([^()]{1,24}\)\s*)?[:：]?\s*(?:97[89][-–‑\s]?)?(?:\d[-–‑\s]?){8,12}[\dx]\b
        | \b97[89][-–‑\s]?(?:\d[-–‑\s]?){9}\d\b | \be?-?isbn\b)
    | (?P<issn>\b(?:e|print|online)?-?\s?issn(?:-l)?\b\s*(?:\([^()]{1,24}\)\s*)?[:：]?\s*
          (?:\d{4}[-–‑\s]?\d{3}[\dx]\b)?)
    | (?P<doi>\b(?:doi\s*[:：]?\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S{1,100})
    | (?P<price>\b(?:usd|us\$|eur|chf|gbp|cad|aud|jpy)\s?\d{1,5}(?:[.,]\d{1,2})?
        | [$€£¥]\s?\d{1,5}(?:[.,]\d{1,2})?
        | \b\d{1,5}(?:[.,]\d{1,2})?\s?(?:usd|us\$|eur|chf|gbp|[$€£¥])(?!\w)
        | \b(?:price|prix|precio|preço|preis|цена)\b\s*:?)
    | (?P<pages>\b(?:[xvilc]{1,7}\s?[,+]\s?)?\d{1,4}\s?
          (?:pages?|pp|pgs?|p|páginas?|paginas?|págs?|pags?|seiten?|s|pagine
            |стр|страниц[аы]?|с|с|صفحات|صفحة|页|頁)(?:\.|\b)
        | \b(?:pages?|pp|pgs?|p|páginas?|paginas?|págs?|seiten|страниц|стр|عدد\sالصفحات|页数)
          [.:：]?\s?\d{1,4}\b)
    | (?P<year>(?<![\d\-–])(?:1[5-9]|20)\d\d(?![\d\-–]))
    | (?P<format>\b(?:(?:also|only|now)\s)?(?:available|download(?:able)?)
          (?:\s(?:in|as|for|on|from|at|only|online|and|or|an?|hard\s?-?copy|print(?:ed)?|paper(?:back)?
            |hardcover|pdf|e-?pub|e-?book|download|free|of|charge|formats?|cd-?rom|version
            |electronic(?:ally)?))*\b
        | \bdisponib(?:le|les|ilidade|ilidad)\b
          (?:\s(?:en|au|aux|sous|à|a|para|pour|solo|uniquement|seulement|como|y|et|e|o|ou|el|la|le
            |formatos?|formats?|version|versión|pdf|e-?pub|papier|papel|imprimée?|impres[oa]
            |télécharg(?:ement|eable)|descarga(?:r|ble)?|ligne|línea|copie|copia|dura|libre|gratuit[eo]?))*\b
        | \bdispon[ií]ve(?:l|is)\b
          (?:\s(?:em|no|na|para|como|e|ou|só|apenas|formatos?|versão|pdf|e-?pub|papel|impress[oa]
            |download|descarregar|baixar|linha|gratuit[oa]))*\b
        | \b(?:verfügbar|erhältlich)\b
          (?:\s(?:als|im|in|zum|zur|und|oder|nur|auch|pdf|druck(?:version|fassung)?|download|format
            |-?format|gedruckt|online|kostenlos))*
        | \b(?:als|im|zum)\spdf(?:-?\s?(?:download|format|datei))?\s?(?:verfügbar|erhältlich)?
        | \bдоступ(?:но|на|ен|ны)\b(?:\s(?:в|для|и|или|формате|виде|скачивания|загрузки|печати|
            печатном|электронном|pdf))*
        | \bв\sформате\spdf\b
        | متاح(?:ة)?(?:\s(?:بصيغة|للتحميل|للتنزيل|في|و|pdf|مطبوع(?:ة)?))*
        | (?:提供|可下载|下载|在线)(?:\s?pdf)?(?:\s?(?:版|格式|下载|版本))*
        | \b(?:pdf|e-?pub|e-?book|mobi|hard\s?-?copy|hardcover|hardback|paperback
            |soft\s?cover|print(?:ed)?|online|download|digital|electronic|cd-?rom|dvd|impres[oa]|papier|broché
            |relié|gratis|gratuit[oae]?|free(?:\sof\scharge)?|out\sof\sprint|in\sprint|épuisé|agotado)\b)
    """
_BEGINS = r"""[xvilc]{1,7}\s?[,+] | p\w{0,6}[.:：]?\s?\d | \s?iss | -
    | a(?:ls|ud|vail|gotado) | broch | c(?:ad|d|hf) | d(?:igital|ispon|oi|ownload|vd)
    | e(?:[-\s]|book|is|lectro|pub|rhält|ur) | free | g(?:bp|rat) | h(?:ard|ttp)
    | i(?:sbn|mpres|m\s|n\s) | jpy | mobi | now | o(?:nl|ut) | p(?:ap|df|r) | relié
    | s(?:eiten|oft) | us | verf | zum | épui | в\s | дос | стр | цена | عدد | 页数"""
_TOKEN = re.compile(  # looks twice at few words; what no space need precede comes first
    rf"(?:(?=[\d$€£¥م提可下在])|\b(?={_BEGINS}))(?:{_TOKENS})", re.VERBOSE
)
_FORM = re.compile(
    r"pdf|print|hard|paper|soft|e-?pub|e-?book|mobi|download|online|impres|papier|papel|broch|reli[ée]"
    r"|druck|cd-?rom|dvd|digital|free|gratis|gratuit|formate?\b|печат|مطبوع|下载|在线",
    re.IGNORECASE,
)
_LOOKS = str.maketrans("İıſ", "iis")  # small letters as regular expressions without case see them
_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_OPENS = re.compile(
    r"\(?(?:1[5-9]|20)\d\d\)?\s*[/|:,–-]\s*(?:[xvi]{1,5}\s?[,+]\s?)?\d{1,4}\s?\S{1,9}"
)
_OFFERS = ("available", "disponib", "disponiv", "verfugbar", "erhaltlich", "доступ")
_BINDERS = frozenset(
    (
        *("and", "et", "y", "e", "und", "и", "or", "ou", "o", "oder", "with", "the", "in", "only"),
        *("en", "de", "for", "para", "pour", "als", "version", "versions", "edition", "editions"),
        *("language", "languages", "langue", "langues", "idioma", "idiomas", "sprache", "язык"),
        *("bilingual", "trilingual", "multilingual", "versao", "ausgabe", "edicion", "vol"),
        *("volume", "no", "nr", "n", "simplified", "traditional", "brazilian", "latin"),
        *("american", "european", "geneva", "geneve", "ginebra", "genf", "iom", "oim"),
    )
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a line is made of.

    Attributes:
        kinds: Names of the token kinds found, ``language`` and ``month`` among them.
        share: How much of the line's letters and digits they cover, 0 to 1.
        opens: The line begins as an imprint does (``2015/184 pages``).
    """

    kinds: frozenset[str]
    share: float
    opens: bool


_NOTHING = Tokens(frozenset(), 0.0, False)


@lru_cache(maxsize=4096)
def tokens(line: str) -> Tokens:
    """Return what ``line`` is made of.

    >>> sorted(tokens("184 p. ISBN 978-92-9068-715-3 (English) 2015, USD 16").kinds)
    ['isbn', 'language', 'pages', 'price', 'year']
    """
    if len(line) > LONGEST:
        return _NOTHING
    kinds: set[str] = set()
    left, last = [], 0
    for match in _TOKEN.finditer(_small(line)):
        kinds.add(match.lastgroup or "")
        left.append(line[last : match.start()])
        last = match.end()
    rest = " | ".join([*left, line[last:]])
    words = [(word, kind) for word in _WORD.findall(rest) if (kind := _kind(word))]
    if not kinds and not words:
        return _NOTHING
    total = _size(line)
    covered = total - _size(rest) if left else 0
    covered += sum(len(word.replace("-", "").replace("'", "")) for word, _ in words)
    kinds.update(kind for _, kind in words)
    kinds.discard("")
    kinds.discard("binder")
    opens = _OPENS.match(line) is not None and "pages" in kinds
    return Tokens(frozenset(kinds), min(1.0, covered / total) if total else 0.0, opens)


def _small(line: str) -> str:
    """Return ``line`` in small letters, each in its place."""
    return line.lower() if line.isascii() else line.translate(_LOOKS).lower()


def _size(text: str) -> int:
    """Return how many letters and digits ``text`` has."""
    return len(text.translate(_PUNCTUATION)) if text.isascii() else sum(map(str.isalnum, text))


@lru_cache(maxsize=8192)
def _kind(word: str) -> str:
    plain = folded(word)
    if is_language(plain):
        return "language"
    if plain in months():
        return "month"
    return "binder" if plain in _BINDERS else ""


@lru_cache(maxsize=8192)
def grade(line: str) -> int:
    """Tell how surely ``line`` is an imprint: ``STRONG``, ``WEAK`` (beside another) or ``NONE``.

    >>> grade("2015/184 pages English, Spanish Available for PDF download")
    2
    >>> grade("English, Spanish")
    1
    >>> grade("The 184 pages of this report, published in 2015, are available as PDF and in print.")
    0
    """
    if len(line) > _HEAD and not _OPENS.match(line) and tokens(line[:_HEAD]).share < 0.25:
        return NONE
    found = tokens(line)
    if not found.kinds:
        return NONE
    if found.opens and found.share >= 0.3:
        return STRONG
    if found.share < 0.7:
        return NONE
    firm = found.kinds & {"pages", "isbn", "issn", "format", "doi"}
    if "format" in firm and not _FORM.search(line):
        firm -= {"format"}  # "Available in French" says nothing of an edition
    if firm and (len(found.kinds) >= 2 or firm & {"pages", "isbn", "issn"} or _offers(line)):
        return STRONG
    return WEAK if found.share >= 0.85 else NONE


def _offers(line: str) -> bool:
    """Tell whether a line that is all tokens says that the work can be had in some form."""
    return line.count(" ") >= 2 and folded(line).startswith(_OFFERS)


def begins_another(line: str) -> bool:
    """Tell whether ``line`` opens an imprint of its own, rather than going on with one.

    >>> begins_another("2012/227 pages ISBN 978-92-9068-638-5 (Spanish)")
    True
    >>> begins_another("ISBN 978-92-9068-638-5 (Spanish)")
    False
    """
    return tokens(line).opens
