"""The shipped model: comparisons as ordered levels with weights, read from ``model.toml``.

The comparisons, levels, m and u are Splink's: the model is a Splink settings object, and what
tells the level of each comparison of a pair is the SQL that Splink generates from it. The
conditions of the levels speak of the columns that ``compare`` makes for a pair.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from math import log2
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from splink import SettingsCreator
    from splink.comparison_library import CustomComparison
    from splink.internals.settings import Settings

PAIRS = "__splink__df_blocked"  # the table that Splink's scoring reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One degree of agreement; ``m`` and ``u`` are how often it holds, same or not.

    Attributes:
        says: The level as a sentence for a steward.
        when: The condition on the columns of a pair; "" for what is left.
        m: Share of the pairs of one work at this level; ``None`` where nothing can be said.
        u: Share of the compared pairs of different works at this level.
    """

    says: str
    when: str
    m: float | None = None
    u: float | None = None

    @property
    def weight(self) -> float:
        """The evidence in bits, log2(m/u); 0 where nothing can be said."""
        return 0.0 if self.m is None or self.u is None else log2(self.m / self.u)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Levels, the first that holds counts.

    ``falls`` names levels, by what they say, whose weights may only fall in that order,
    whatever a training finds.
    """

    name: str
    levels: tuple[Level, ...]
    falls: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The name as Splink's columns have it."""
        return self.name.replace(" ", "_")

    @property
    def gammas(self) -> tuple[int, ...]:
        """The number Splink gives each level: -1 for the null level, the last is 0."""
        rest = [at for at, level in enumerate(self.levels) if level.m is not None]
        ranks = {at: len(rest) - 1 - rank for rank, at in enumerate(rest)}
        return tuple(ranks.get(at, -1) for at in range(len(self.levels)))


@dataclass(frozen=True, kw_only=True)  # no slots: it remembers its digest
class Model:
    """A version of the weights: prior, thresholds in bits, comparisons."""

    version: str
    prior: float  # probability that two records that are compared are one work
    same: float  # bits: at or above, a pair is merged
    review: float  # bits: at or above, a steward is asked
    floor: float  # bits: below, a pair is not kept
    comparisons: tuple[Comparison, ...]

    @property
    def prior_weight(self) -> float:
        """The prior in bits."""
        return log2(self.prior / (1 - self.prior))

    @cached_property
    def digest(self) -> str:
        """What the model says, hashed: a comment or the order of keys does not count."""
        text = json.dumps(asdict(self), sort_keys=True)
        return sha256(text.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The version with the beginning of the digest, so that no two models share it."""
        return f"{self.version} {self.digest[:12]}"


@lru_cache(maxsize=1)
def shipped() -> Model:
    """Return the model that comes with the project."""
    text = files("pipeline.match").joinpath("model.toml").read_text(encoding="utf-8")
    return model(tomllib.loads(text))


def model(card: Mapping[str, Any]) -> Model:
    """Return the model that a card as in ``model.toml`` declares."""
    comparisons = tuple(
        Comparison(
            name=entry["name"],
            levels=tuple(
                Level(says=level["says"], when=level["when"], m=level.get("m"), u=level.get("u"))
                for level in entry["level"]
            ),
            falls=tuple(entry.get("falls", ())),
        )
        for entry in card["comparison"]
    )
    bands = card["thresholds"]
    return Model(
        version=card["version"],
        prior=card["prior"],
        same=bands["same"],
        review=bands["review"],
        floor=bands["floor"],
        comparisons=comparisons,
    )


def settings(shape: Model) -> SettingsCreator:
    """Return the model as Splink's own settings, for any of its engines."""
    from splink import SettingsCreator  # half a second, which only who scores should pay

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        probability_two_random_records_match=shape.prior,
        comparisons=[_comparison(entry) for entry in shape.comparisons],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(entry: Comparison) -> CustomComparison:
    from splink.comparison_library import CustomComparison

    return CustomComparison(
        output_column_name=entry.column,
        comparison_levels=[_level(level) for level in entry.levels],
    )


def _level(level: Level) -> Any:
    from splink.comparison_level_library import CustomLevel

    created = CustomLevel(level.when or "ELSE", level.says)
    if level.m is None:
        return created.configure(is_null_level=True)
    return created.configure(
        m_probability=level.m,
        u_probability=level.u,
        fix_m_probability=True,
        fix_u_probability=True,
    )


def gamma_columns(shape: Model) -> list[str]:
    """Return Splink's names for the columns that hold the level of each comparison."""
    return [f"gamma_{comparison.column}" for comparison in shape.comparisons]


def levels_sql(shape: Model) -> str:
    """Return the SQL that tells the levels of each pair of the table ``PAIRS``, for DuckDB.

    It is the text that Splink makes of ``settings`` (a test compares the two). To import Splink
    takes longer than to match some thousand records, so nobody should have to for a text that
    is a list of conditions.
    """
    columns = ['"row_l"', '"row_r"', *map(_case, shape.comparisons), "match_key"]
    return f"select {','.join(columns)} from {PAIRS}"


def _case(comparison: Comparison) -> str:
    levels = zip(comparison.levels, comparison.gammas, strict=True)
    cases = (f"WHEN {level.when} THEN {at}" if level.when else f"ELSE {at}" for level, at in levels)
    return f"CASE {' '.join(cases)} END as gamma_{comparison.column}"


def splinks_levels_sql(shape: Model, dialect: str) -> str:
    """Return the SQL that Splink makes to tell the levels of each pair of ``PAIRS``."""
    from splink.internals.comparison_vector_values import compute_comparison_vector_values_sql

    made = _settings(shape, dialect)
    columns = made._columns_to_select_for_comparison_vector_values
    return str(compute_comparison_vector_values_sql(columns))


def _settings(shape: Model, dialect: str) -> Settings:
    creator = settings(shape)
    creator.linker_uid = "collate"
    return creator.get_settings(dialect)


A_LITTLE = 1e-6  # bits: engines may differ in the last digit of a logarithm


@lru_cache(maxsize=8)
def scoring_sql(shape: Model, dialect: str) -> str:
    """Return Splink's SQL that scores the table ``PAIRS`` and keeps pairs above the floor."""
    from splink.internals.dialects import SplinkDialect
    from splink.internals.predict import predict_from_comparison_vectors_sqls

    made = _settings(shape, dialect)
    vectors = splinks_levels_sql(shape, dialect)
    steps = [{"sql": vectors, "output_table_name": "__splink__df_comparison_vectors"}]
    steps += predict_from_comparison_vectors_sqls(
        unique_id_input_columns=made.column_info_settings.unique_id_input_columns,
        core_model_settings=made.core_model_settings,
        sql_dialect=SplinkDialect.from_string(dialect),
        threshold_match_weight=shape.floor - A_LITTLE,
        training_mode=True,  # keeps the level of each comparison beside the weight
    )
    *before, last = steps
    named = ",\n".join(f"{step['output_table_name']} as ({step['sql']})" for step in before)
    sql = f"with {named}\n{last['sql']}"
    if dialect == "duckdb":
        return sql
    import sqlglot  # Splink writes types as DuckDB names them, and lets this translate

    return str(sqlglot.transpile(sql, read=dialect, write=dialect)[0])
