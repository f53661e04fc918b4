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
_TOKEN = re.compile(  # one begins with a word, or else with what stands first in here
    r"""
    (?:\b|(?=[\d$€£¥م提可下在]))(?:
      (?P<isbn>(?:\b(?:e|print|pdf|online|electronic)\s?-?\s?)?\bISBN(?:[-\s]?1[03])?\b\s*
          (?:\([^()]{1,24}\)\s*)?[:：]?\s*(?:97[89][-–‑\s]?)?(?:\d[-–‑\s]?){8,12}[\dXx]\b
        | \b97[89][-–‑\s]?(?:\d[-–‑\s]?){9}\d\b | \be?-?ISBN\b)
    | (?P<issn>\b(?:e|print|online)?-?\s?ISSN(?:-L)?\b\s*(?:\([^()]{1,24}\)\s*)?[:：]?\s*
          (?:\d{4}[-–‑\s]?\d{3}[\dXx]\b)?)
    | (?P<doi>\b(?:doi\s*[:：]?\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S{1,100})
    | (?P<price>\b(?:USD|US\$|EUR|CHF|GBP|CAD|AUD|JPY)\s?\d{1,5}(?:[.,]\d{1,2})?
        | [$€£¥]\s?\d{1,5}(?:[.,]\d{1,2})?
        | \b\d{1,5}(?:[.,]\d{1,2})?\s?(?:USD|US\$|EUR|CHF|GBP|[$€£¥])(?!\w)
        | \b(?:price|prix|precio|preço|preis|цена)\b\s*:?)
    | (?P<pages>\b(?:[xvilc]{1,7}\s?[,+]\s?)?\d{1,4}\s?
          (?:pages?|pp|pgs?|p|páginas?|paginas?|págs?|pags?|Seiten?|S|pagine
            |стр|страниц[аы]?|с|с|صفحات|صفحة|页|頁)(?:\.|\b)
        | \b(?:pages?|pp|pgs?|p|páginas?|paginas?|págs?|Seiten|страниц|стр|عدد\sالصفحات|页数)
          [.:：]?\s?\d{1,4}\b)
    | (?P<year>(?<![\d\-–])(?:1[5-9]|20)\d\d(?![\d\-–]))
    | (?P<format>\b(?:(?:also|only|now)\s)?(?:available|download(?:able)?)
          (?:\s(?:in|as|for|on|from|at|only|online|and|or|an?|hard\s?-?copy|print(?:ed)?|paper(?:back)?
            |hardcover|PDF|e-?pub|e-?book|download|free|of|charge|formats?|CD-?ROM|version
            |electronic(?:ally)?))*\b
        | \bdisponib(?:le|les|ilidade|ilidad)\b
          (?:\s(?:en|au|aux|sous|à|a|para|pour|solo|uniquement|seulement|como|y|et|e|o|ou|el|la|le
            |formatos?|formats?|version|versión|PDF|e-?pub|papier|papel|imprimée?|impres[oa]
            |télécharg(?:ement|eable)|descarga(?:r|ble)?|ligne|línea|copie|copia|dura|libre|gratuit[eo]?))*\b
        | \bdispon[ií]ve(?:l|is)\b
          (?:\s(?:em|no|na|para|como|e|ou|só|apenas|formatos?|versão|PDF|e-?pub|papel|impress[oa]
            |download|descarregar|baixar|linha|gratuit[oa]))*\b
        | \b(?:verfügbar|erhältlich)\b
          (?:\s(?:als|im|in|zum|zur|und|oder|nur|auch|PDF|Druck(?:version|fassung)?|Download|Format
            |-?Format|gedruckt|online|kostenlos))*
        | \b(?:als|im|zum)\sPDF(?:-?\s?(?:Download|Format|Datei))?\s?(?:verfügbar|erhältlich)?
        | \bдоступ(?:но|на|ен|ны)\b(?:\s(?:в|для|и|или|формате|виде|скачивания|загрузки|печати|
            печатном|электронном|PDF))*
        | \bв\sформате\sPDF\b
        | متاح(?:ة)?(?:\s(?:بصيغة|للتحميل|للتنزيل|في|و|PDF|مطبوع(?:ة)?))*
        | (?:提供|可下载|下载|在线)(?:\s?PDF)?(?:\s?(?:版|格式|下载|版本))*
        | \b(?:PDF|e-?pub|e-?book|mobi|hard\s?-?copy|hardcover|hardback|paperback
            |soft\s?cover|print(?:ed)?|online|download|digital|electronic|CD-?ROM|DVD|impres[oa]|papier|broché
            |relié|gratis|gratuit[oae]?|free(?:\sof\scharge)?|out\sof\sprint|in\sprint|épuisé|agotado)\b)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FORM = re.compile(
    r"pdf|print|hard|paper|soft|e-?pub|e-?book|mobi|download|online|impres|papier|papel|broch|reli[ée]"
    r"|druck|cd-?rom|dvd|digital|free|gratis|gratuit|formate?\b|печат|مطبوع|下载|在线",
    re.IGNORECASE,
)
_MAY = re.compile(  # what every token but a language or a month holds, in small letters
    r"[\d$€£¥]|isbn|issn|price|prix|precio|preço|preis|цена|available|download|disponib|dispon[ií]ve"
    r"|verfügbar|erhältlich|pdf|доступ|متاح|提供|下载|在线|epub|e-pub|ebook|e-book|mobi|hard|paperback"
    r"|soft|print|online|digital|electronic|cd-?rom|dvd|impres|papier|broché|relié|gratis|gratuit"
    r"|free|épuisé|agotado"
)
_LOOKS = str.maketrans("İıſ", "iis")  # small letters as regular expressions without case see them
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
    for match in _TOKEN.finditer(line) if may_hold_tokens(line) else ():
        kinds.add(match.lastgroup or "")
        left.append(line[last : match.start()])
        last = match.end()
    rest = " | ".join([*left, line[last:]])
    words = [(word, kind) for word in _WORD.findall(rest) if (kind := _kind(word))]
    if not kinds and not words:
        return _NOTHING
    total = sum(map(str.isalnum, line))
    covered = total - sum(map(str.isalnum, rest)) if left else 0
    covered += sum(len(word.replace("-", "").replace("'", "")) for word, _ in words)
    kinds.update(kind for _, kind in words)
    kinds.discard("")
    kinds.discard("binder")
    opens = _OPENS.match(line) is not None and "pages" in kinds
    return Tokens(frozenset(kinds), min(1.0, covered / total) if total else 0.0, opens)


def may_hold_tokens(line: str) -> bool:
    """Tell, at a glance, that ``line`` may hold more of an imprint than languages and months."""
    small = line.lower() if line.isascii() else line.translate(_LOOKS).lower()
    return _MAY.search(small) is not None


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
    if len(line) > _HEAD and not _OPENS.match(line) and _is_running(line[:_HEAD]):
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


def _is_running(head: str) -> bool:
    """Tell whether a line that begins so is running text: what an imprint is made of begins it."""
    if not may_hold_tokens(head):
        words = _WORD.findall(head)
        known = "".join([word for word in words if _kind(word)])
        if len(known) * 4 < len("".join(words)):
            return True
    return tokens(head).share < 0.25


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
