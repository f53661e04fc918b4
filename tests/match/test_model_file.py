"""Other weights than the shipped ones: read only if a pair can be scored by them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.match import match, model_file
from pipeline.match.model import Model, shipped
from tests.match.build import record


def changed(**given: object) -> Model:
    return replace(shipped(), **given)  # type: ignore[arg-type]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "model.toml"
    path.write_text(model_file.text(shipped(), ["A card.", ""]), encoding="utf-8")
    assert model_file.read(path) == shipped()


def test_a_comment_does_not_make_another_model_and_a_weight_does(tmp_path: Path) -> None:
    first, *rest = shipped().comparisons
    last = replace(first.levels[-1], m=0.5)
    other = changed(comparisons=(replace(first, levels=(*first.levels[:-1], last)), *rest))
    names = {shape.name for shape in (shipped(), changed(), other, changed(prior=0.5))}
    assert len(names) == 3
    told = model_file.text(other, ["a card", "of two lines"])
    assert model_file.parsed(told.encode()).name == other.name


def test_other_weights_give_other_bands() -> None:
    records = [record("a", "Rights of seasonal workers"), record("b", "Rights of seasonal workers")]
    strict = changed(same=60.0, review=50.0)
    bands = [match(records, shape=shape).pairs[0].band for shape in (None, strict)]
    assert bands[0] in ("same", "review")
    assert bands[1] == "different"


TEXT = model_file.text(shipped())


def first(pattern: str, new: str) -> str:
    """The shipped model's text with the first thing that fits a pattern replaced."""
    made, count = re.subn(pattern, new, TEXT, count=1)
    assert count == 1
    return made


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "lacks 'comparison'"),
        ("version = ", "no model"),
        (first(r"prior = ", "prior = 1"), "no probability"),
        (first(r"same = ", "same = -9"), "do not rise"),
        (TEXT.replace('name = "year"', 'name = "colour"'), "colour"),
        (first(r'when = "[^"]+"', 'when = "colour_same"'), "cannot be read"),
        (first(r'when = "[^"]+"', 'when = "((title_same"'), "no model"),
        (first(r'when = "[^"]+"', 'when = "true; drop table pairs"'), "no condition"),
        (first(r'says = "[^"]+"(.*\n.*)says = "[^"]+"', r'says = "x"\1says = "x"'), "say the same"),
        (first(r"m = 0", "m = 1"), "between 0 and 1"),
        (first(r", u = [\d.e-]+", ""), "between 0 and 1"),
        (first(r"m = ", 'm = "much" #'), "no model"),
        (first(r"prior = 0", 'prior = "high" #'), "no model"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "model.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        model_file.read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        model_file.read(tmp_path)


def test_a_model_is_kept_once_and_found_by_its_name(tmp_path: Path) -> None:
    other = changed(version="next", prior=0.07)
    for shape in (other, other, shipped()):
        model_file.keep(shape, tmp_path / "models")
    found = model_file.kept(other.name, tmp_path / "models")
    assert found is not None
    assert model_file.read(found) == other
    assert [path.name for path in (tmp_path / "models").iterdir()] == [found.name]


def test_a_kept_model_that_somebody_changed_is_not_the_one(tmp_path: Path) -> None:
    other = changed(version="next", prior=0.07)
    model_file.keep(other, tmp_path)
    path = next(tmp_path.iterdir())
    path.write_text(path.read_text(encoding="utf-8").replace("0.07", "0.08"), encoding="utf-8")
    assert model_file.kept(other.name, tmp_path) is None
