"""Two records side by side: what their features have in common, as columns of numbers.

Every function takes the columns and the rows of the pairs, and is symmetric: exchanging left
and right changes nothing. The levels in ``model.toml`` are conditions on these columns.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.match import printing
from pipeline.match.columns import ABSTRACT_BITS, Columns, Hashes, Ints, Outline, Words
from pipeline.match.spoken import TITLE_WORDS
from pipeline.match.titles import DOUBTFUL, REVIEW
from pipeline.match.words import FACING, SLIP, TURNING

Bools = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]
Bits = npt.NDArray[np.float32]
Frame = dict[str, npt.NDArray[Any]]


ALIKE = 0.3  # titles that share less are other titles: their words do not answer each other
ALIKE_LETTERS = 0.65
SHORT_HEAD = 1  # telling words: "Video: ..." may be another text, a longer one is the main title
SHORT_TAIL = 3  # telling words: a longer subtitle speaks of the subject


def compared(c: Columns, left: Ints, right: Ints) -> Frame:
    """Return one column per thing compared, one row per pair."""
    frame: Frame = {}
    for part in (titles, wording, people, printed, identifiers, abstracts, circumstances):
        frame |= part(c, left, right)
    # The same page of a volume, and no others named: there, words of the title contradict nothing.
    others = frame["names_given"] & (frame["names_common"] == 0)
    frame["one_place"] = frame["volume_same"] & frame["first_page_same"] & ~others
    # Countries that only one title names, and not in a subtitle that the other leaves out.
    frame["title_places_more"] = (
        frame["title_places_on_one_side"] & ~frame["title_starts"] & ~frame["title_ends"]
    )
    # Words that all records have say nothing of a pair; two issues of a bulletin that fills a table
    # are told alike by their letters.
    frame["title_alike"] = (frame["title_shared"] >= ALIKE) | (
        frame["title_letters"] >= ALIKE_LETTERS
    )
    # Titles that answer each other, or of which one says little more than a kind of document.
    frame["one_family"] = (
        frame["title_alike"]
        | (frame["title_within"] >= 0.5)
        | frame["title_starts"]
        | frame["title_ends"]
        | (frame["title_words"] < 3)
    )
    # Nobody reviews a book of their own: one listing leaves out that it is a review.
    review = c.companions[left] ^ c.companions[right] == REVIEW
    own = review & (frame["names_shared"] >= 0.8) & ~frame["bodies"] & frame["venue_alike"]
    frame["companion_clash"] &= ~own
    frame["companion_doubt"] &= ~own
    # A few words after a break, of one title only, that do not say what the work is: "Key Points".
    tail = np.abs(_words(c, left) - _words(c, right))
    described = (c.own_subtitle[left] | c.own_subtitle[right]) != 0
    article = _in_print(c, left) | _in_print(c, right)
    frame["short_tail"] = (
        (frame["title_starts"] & (tail <= SHORT_TAIL) | frame["title_ends"] & (tail <= SHORT_HEAD))
        & ~described
        & ~article
    )
    frame["in_print"] = frame["venue_given"] | frame["volume_given"] | frame["first_page_given"]
    return frame


def _in_print(c: Columns, rows: Ints) -> Bools:
    """Tell which name a journal, a conference, a volume or pages: articles, not reports."""
    found: Bools = (c.venue[rows] | c.volume[rows] | c.first_page[rows]) != 0
    return found


def _words(c: Columns, rows: Ints) -> Ints:
    """Return how many telling words each title has."""
    counted: Ints = (c.words[rows] != 0).sum(axis=1)
    return counted


def _same(values: Hashes | Ints, left: Ints, right: Ints) -> tuple[Bools, Bools]:
    """Return whether both are given, and whether they are then the same."""
    a, b = values[left], values[right]
    both = (a != 0) & (b != 0)
    return both, both & (a == b)


def _shared(values: Hashes, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """Return how many values each side has, and how many both have."""
    a, b = values[left], values[right]
    return (a != 0).sum(axis=1), (b != 0).sum(axis=1), _hits(a, b).sum(axis=1)


def _hits(a: Hashes | Words, b: Hashes | Words) -> Bools:
    """Return which values of each row of ``a`` stand in the same row of ``b``."""
    hits = np.zeros(a.shape, dtype=bool)
    for at in range(b.shape[1]):
        hits |= a == b[:, at : at + 1]
    found: Bools = hits & (a != 0)
    return found


def _both_hits(a: Words, b: Words) -> tuple[Bools, Bools]:
    """Return which values of each row of either stand in the same row of the other."""
    a, b = a[:, : _width(a)], b[:, : _width(b)]
    hits_a, hits_b = np.zeros(a.shape, dtype=bool), np.zeros(b.shape, dtype=bool)
    for at in range(b.shape[1]):
        equal = a == b[:, at : at + 1]
        hits_a |= equal
        hits_b[:, at] = equal.any(axis=1)
    return _widened(hits_a & (a != 0)), _widened(hits_b & (b != 0))


def _both_near(a: Hashes, b: Hashes) -> tuple[Bools, Bools]:
    """Return which words of each row of either are a misprint of one in the other's row."""
    a, b = a[:, : _width(a)], b[:, : _width(b)]
    near_a, near_b = np.zeros(a.shape, dtype=bool), np.zeros(b.shape, dtype=bool)
    for at in range(b.shape[1]):
        near = np.bitwise_count(a ^ b[:, at : at + 1]) <= SLIP
        near_a |= near
        near_b[:, at] = near.any(axis=1)
    return _widened(near_a & (a != 0)), _widened(near_b & (b != 0))


def _width(values: Words | Hashes) -> int:
    """Return how many columns hold anything: most titles are short."""
    used = np.flatnonzero((values != 0).any(axis=0))
    return int(used[-1]) + 1 if len(used) else 1


def _widened(hits: Bools) -> Bools:
    return np.pad(hits, ((0, 0), (0, TITLE_WORDS - hits.shape[1])))


def titles(c: Columns, left: Ints, right: Ints) -> Frame:
    """How alike the titles are: whole, in pieces, by words and by letters."""
    both, same = _same(c.title, left, right)
    a, b = c.words[left], c.words[right]
    hits_a, hits_b = _both_hits(a, b)
    shared = hits_a.any(axis=1)
    over_a, over_b = (a != 0) & ~hits_a, (b != 0) & ~hits_b
    swapped = over_a.any(axis=1) & over_b.any(axis=1) & shared
    unsure = np.flatnonzero(swapped)
    near_a, near_b = _both_near(c.spelt[left[unsure]], c.spelt[right[unsure]])
    swapped[unsure] = (over_a[unsure] & ~near_a).any(axis=1) & (over_b[unsure] & ~near_b).any(
        axis=1
    )
    misprint = over_a.any(axis=1) & over_b.any(axis=1) & ~swapped & shared
    misprint[unsure] &= (~over_a[unsure] | near_a).all(axis=1) & (~over_b[unsure] | near_b).all(
        axis=1
    )
    title_a, title_b = c.title[left][:, None], c.title[right][:, None]
    starts = both & (
        (c.heads[left] == title_b).any(axis=1) | (c.heads[right] == title_a).any(axis=1)
    )
    ends = both & ((c.tails[left] == title_b).any(axis=1) | (c.tails[right] == title_a).any(axis=1))
    turned = _turned(c.turns[left], c.turns[right]) & shared & ~same & ~starts & ~ends
    swapped |= turned
    misprint &= ~turned
    return {
        "title_given": both,
        "title_same": same,
        "title_starts": starts,
        "title_ends": ends,
        "title_swapped": swapped,
        "title_turned": turned,
        "title_replaced": turned | swapped & (over_a.sum(axis=1) == over_b.sum(axis=1)),
        "title_misprint": misprint,
        "title_words": np.minimum((a != 0).sum(axis=1), (b != 0).sum(axis=1)),
        "title_generic": (c.generic[left] != 0) & (c.generic[right] != 0),
        "title_common": (c.generic[left] != 0) | (c.generic[right] != 0),
        "title_letters": _dice(c.title_bits, left, right),
        **_shares(c, left, right, hits_a),
    }


def _turned(a: Ints, b: Ints) -> Bools:
    """Return which titles say the opposite of each other: without, against, to and not from."""
    found: Bools = (a ^ b) & TURNING != 0
    for one, other in FACING:
        either = one | other
        found |= ((a & either == one) & (b & either == other)) | (
            (a & either == other) & (b & either == one)
        )
    return found


SHORT = 12  # words: most titles have no more, and are compared in half the columns
STEPS = 20  # in which shares of words are told: thresholds on them are multiples of 1/20


def shares(c: Outline, left: Ints, right: Ints) -> Frame:
    """Return how much of the wording of the titles is shared, by what each word tells.

    Nothing else that is compared depends on how rare words are, and so on other records. It is
    told in steps, rounded down, so that a few new records leave most pairs as they were.
    """
    length = (c.words != 0).sum(axis=1)
    longest = np.maximum(length[left], length[right])
    shared = np.zeros(len(left), dtype=np.float32)
    for least, most in pairwise((-1, SHORT, TITLE_WORDS)):
        at = np.flatnonzero((longest > least) & (longest <= most))
        a, b = left[at], right[at]
        words, rarity = c.words[:, :most], c.rarity[:, :most]
        shared[at] = np.where(_hits(words[a], words[b]), rarity[a], 0).sum(axis=1)
    whole = c.rarity.sum(axis=1)
    return _parts(shared, whole[left], whole[right])


def _shares(c: Outline, left: Ints, right: Ints, hits: Bools) -> Frame:
    rarity_a, rarity_b = c.rarity[left], c.rarity[right]
    shared = np.where(hits, rarity_a, 0).sum(axis=1)
    return _parts(shared, rarity_a.sum(axis=1), rarity_b.sum(axis=1))


def _parts(shared: Bits, whole_a: Bits, whole_b: Bits) -> Frame:
    return {
        "title_shared": _stepped(_ratio(shared, np.maximum(whole_a, whole_b))),
        "title_within": _stepped(_ratio(shared, np.minimum(whole_a, whole_b))),
    }


def _stepped(share: Reals) -> Reals:
    """Return shares rounded down to a step; a sum's last bit does not decide.

    >>> _stepped(np.array([0.3, 0.2999999, 0.34, 1.0]))
    array([0.3, 0.3, 0.3, 1. ])
    """
    steps: Reals = np.floor(share * STEPS + 1e-4) / STEPS
    return steps


def _ratio(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Reals:
    part, whole = part.astype(np.float64), whole.astype(np.float64)
    ratio: Reals = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return ratio


def _dice(bits: npt.NDArray[np.uint64], left: Ints, right: Ints) -> Reals:
    a, b = bits[left], bits[right]
    shared = np.bitwise_count(a & b).sum(axis=1, dtype=np.int64)
    whole = np.bitwise_count(a).sum(axis=1, dtype=np.int64) + np.bitwise_count(b).sum(
        axis=1, dtype=np.int64
    )
    return _ratio(2 * shared, whole)


def wording(c: Columns, left: Ints, right: Ints) -> Frame:
    """Numbers, parts, months, edition and companion words of the titles."""
    found: Frame = {}
    for name, values in (("numbers", c.numbers), ("parts", c.parts)):
        in_a, in_b, common = _shared(values, left, right)
        found[f"{name}_same"] = (in_a > 0) & (in_a == in_b) & (common == in_a)
        found[f"{name}_clash"] = (common < in_a) & (common < in_b)
        found[f"{name}_on_one_side"] = (in_a != in_b) & (common == np.minimum(in_a, in_b))
    for name, values in (("title_places", c.title_places), ("title_years", c.title_years)):
        in_a, in_b, common = _shared(values, left, right)
        found[f"{name}_same"] = (in_a > 0) & (in_a == in_b) & (common == in_a)
        found[f"{name}_clash"] = (common < in_a) & (common < in_b)
        found[f"{name}_on_one_side"] = (in_a != in_b) & (common == np.minimum(in_a, in_b))
    both, same = _same(c.edition, left, right)
    found["edition_clash"] = both & ~same
    a, b = c.months[left], c.months[right]
    found["title_months_clash"] = (a != 0) & (b != 0) & (a != b)
    other = c.companions[left] ^ c.companions[right]
    found["companion_clash"] = other & ~DOUBTFUL != 0
    found["companion_doubt"] = other != 0
    return found


def people(c: Columns, left: Ints, right: Ints) -> Frame:
    """How many family names both name, and whether the first is the same."""
    in_a, in_b, common = _shared(c.names, left, right)
    _, first = _same(c.names[:, 0], left, right)
    return {
        "names_given": (in_a > 0) & (in_b > 0),
        "names_shared": _ratio(common, np.maximum(in_a, in_b)),
        "names_within": _ratio(common, np.minimum(in_a, in_b)),
        "names_common": common,
        "first_name_same": first,
        "bodies": (c.bodies[left] != 0) & (c.bodies[right] != 0),
        "body_and_person": c.bodies[left] != c.bodies[right],
    }


def printed(c: Columns, left: Ints, right: Ints) -> Frame:
    """Year, journal, volume, issue and pages."""
    found: Frame = {}
    for name, values in (
        ("volume", c.volume),
        ("number", c.number),
        ("first_page", c.first_page),
        ("last_page", c.last_page),
    ):
        both, same = _same(values, left, right)
        found[f"{name}_given"], found[f"{name}_same"] = both, same
    _, same = _same(c.page_digits, left, right)
    found["first_page_same"] |= same
    both, _ = _same(c.year, left, right)
    found["year_given"] = both
    found["year_nowhere"] = (c.year[left] == 0) & (c.year[right] == 0)
    found["years_apart"] = np.where(both, np.abs(c.year[left] - c.year[right]), 0)
    both, same = _same(c.venue, left, right)
    in_a, in_b, common = _shared(c.venue_words, left, right)
    initials_a, initials_b = c.initials[left], c.initials[right]
    short_a, short_b = c.short_venue[left], c.short_venue[right]
    found["venue_given"] = both
    found["venue_within"] = _ratio(common, np.minimum(in_a, in_b))
    found["venue_same"] = same
    found["venue_initials"] = ((initials_a != 0) & (initials_a == short_b)) | (
        (initials_b != 0) & (initials_b == short_a)
    )
    kind_a, kind_b = c.venue_kind[left], c.venue_kind[right]
    found["venue_kind_other"] = kind_a != kind_b
    other = (kind_a != 0) & (kind_b != 0) & (kind_a & kind_b == 0)
    found["venue_kind_clash"] = other & ((kind_a | kind_b) & printing.JOURNAL != 0)
    found["report_clash"] = other & ((kind_a | kind_b) & printing.REPORT != 0)
    found["unpublished_clash"] = (
        (kind_a != 0) & (kind_b != 0) & ((kind_a ^ kind_b) & printing.MANUSCRIPT != 0)
    )
    found["venue_alike"] = same | found["venue_initials"] | (found["venue_within"] >= 0.6)
    return found


def identifiers(c: Columns, left: Ints, right: Ints) -> Frame:
    """DOI and ISBN: the same, or others where the same would be expected."""
    both, same = _same(c.doi, left, right)
    a, b = c.isbns[left], c.isbns[right]
    in_a, in_b = c.isbn_languages[left], c.isbn_languages[right]
    shared = _hits(a, b).any(axis=1)
    clash = np.zeros(len(left), dtype=bool)
    for at in range(b.shape[1]):
        other = (a != 0) & (b[:, at : at + 1] != 0) & (in_a == in_b[:, at : at + 1])
        clash |= other.any(axis=1)
    return {
        "doi_given": both,
        "doi_same": same,
        "isbn_given": (a[:, 0] != 0) & (b[:, 0] != 0),
        "isbn_same": shared,
        "isbn_clash": clash & ~shared,
    }


def abstracts(c: Columns, left: Ints, right: Ints) -> Frame:
    """How much of the wording of the abstracts is shared: of both, and of the shorter one."""
    both = c.has_abstract[left] & c.has_abstract[right]
    shared, within = np.zeros(len(left)), np.zeros(len(left))
    if c.abstract_bits.shape[1] and both.any():
        a, b = c.abstract_bits[left[both]], c.abstract_bits[right[both]]
        in_a, in_b, union = _size(a), _size(b), _size(a | b)
        common = np.maximum(in_a + in_b - union, 0)
        shared[both] = _ratio(common, union)
        within[both] = np.minimum(_ratio(common, np.minimum(in_a, in_b)), 1)
    return {
        "abstract_given": both,
        "abstract_shared": shared,
        "abstract_within": within,
        "abstract_on_topic": np.maximum(c.topic[left], c.topic[right]).astype(np.float64),
        "abstract_long": c.long_abstract[left] & c.long_abstract[right],
    }


def _size(bits: npt.NDArray[np.uint64]) -> Reals:
    """Return how many shingles a bit set stands for: linear counting."""
    filled = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    free = np.maximum(ABSTRACT_BITS - filled, 1)
    size: Reals = -ABSTRACT_BITS * np.log(free / ABSTRACT_BITS)
    return size


def circumstances(c: Columns, left: Ints, right: Ints) -> Frame:
    """Series and its number, month, and who lists it."""
    both_series, same_series = _same(c.series, left, right)
    both_number, same_number = _same(c.series_number, left, right)
    both_month, same_month = _same(c.month, left, right)
    both_notes, same_note = _same(c.language, left, right)
    in_a, in_b, common = _shared(c.languages, left, right)
    return {
        "series_same": same_series,
        "series_number_same": same_number & same_series,
        "series_number_clash": both_number & ~same_number & (same_series | ~both_series),
        "month_clash": both_month & ~same_month,
        "month_same": same_month,
        "language_clash": (both_notes & ~same_note) | ((in_a > 0) & (in_b > 0) & (common == 0)),
        "source_same": c.source[left] == c.source[right],
    }
