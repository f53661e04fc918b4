"""The engine for more records than one machine holds: the same steps over Spark's partitions.

Features, blocking keys and comparisons are made by the functions that DuckDB's engine uses,
partition by partition (``spark_parts``). What all records show together, blocks and pairs are
Spark SQL; so is the scoring, as Splink generates it for Spark. Here remain the ids, the pairs
worth keeping, and a number per bucket of words.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import warnings
from collections.abc import Iterable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.errors import UsageError
from pipeline.helpers import cores
from pipeline.match import blocking, model, spark_parts
from pipeline.match.columns import BUCKETS, OFTEN, Corpus, Ints, information
from pipeline.match.engines import Compared, Read, once
from pipeline.match.model import Model
from pipeline.match.scores import Scored, weighed

Frame = Any  # a DataFrame of PySpark, which need not be there


def compared(batches: Iterable[Any], read: Read, shape: Model) -> Compared:
    """Return the ids of the records in ``batches``, and their pairs scored.

    Raises:
        UsageError: PySpark or Java is missing; a batch cannot be read; an ``rid`` comes twice.
    """
    spark = session()
    given = pa.table({"batch": pa.array(map(pickle.dumps, batches), pa.binary())})
    frame = spark.createDataFrame(given, "batch binary").repartition(max(len(given), 1))
    features = frame.mapInArrow(partial(spark_parts.features, read), spark_parts.FEATURES)
    features.persist()
    try:
        rids = _rids(features)
        whole = spark.sparkContext.broadcast(_corpus(spark, features, len(rids)))
        if len(rids) <= blocking.ALL_PAIRS_UP_TO:
            pairs = _all_pairs(spark, features)
        else:
            pairs = _pairs(spark, features, whole, len(rids))
        return Compared(rids=rids, found=_scored(spark, features, pairs, whole, rids, shape))
    finally:
        features.unpersist()


def _rids(features: Frame) -> tuple[str, ...]:
    found = features.select("rid", "error").toArrow()
    if wrong := sorted(filter(None, found["error"].unique().to_pylist())):
        raise UsageError(wrong[0])
    return once(tuple(sorted(found["rid"].to_pylist())))


def session() -> Any:
    """Return the session of Spark, as its own configuration has it; local where that has none.

    Raises:
        UsageError: PySpark or Java is missing, or too old.
    """
    if find_spec("pyspark") is None:
        raise UsageError("the engine `spark` needs PySpark: pip install 'collate[spark]'")
    java = Path(os.environ.get("JAVA_HOME", "")) / "bin" / "java"
    if not shutil.which("java") and not java.is_file():
        raise UsageError(
            "the engine `spark` needs Java 17 or newer: install it "
            "(Debian: apt-get install openjdk-17-jre-headless), or name its folder in JAVA_HOME"
        )
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # It says so of every pandas that is newer than itself; we hand it Arrow and no pandas.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        spark = _configured(SparkSession.builder.appName("collate")).getOrCreate()
    except PySparkException as error:
        raise UsageError(f"Spark cannot be started; it needs Java 17 or newer: {error}") from error
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _configured(builder: Any) -> Any:
    """Set what a first run on one machine needs, unless Spark is configured by files."""
    if "SPARK_CONF_DIR" in os.environ or "SPARK_HOME" in os.environ:
        return builder
    return (
        builder.config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.maxResultSize", "0")
        .config("spark.sql.shuffle.partitions", str(2 * cores()))
        .config("spark.sql.codegen.wholeStage", "false")  # our widest step is too wide for it
    )


# --------------------------------------------------------------------------- the whole corpus


def _corpus(spark: Any, features: Frame, n: int) -> Corpus:
    """Return what the features of all records show together."""
    found = spark.sql(
        "select 'word' as kind, word % {n} as hash, count(*) as seen "
        "from (select explode(words) as word from {f}) group by hash "
        "union all "
        "select 'recurring', title, 0 from {f} group by title "
        "having count(distinct nullif(year, 0)) >= {often} "
        "and count(distinct nullif(author, 0)) >= {often} "
        "union all "
        "select 'often', abstract, 0 from {f} group by abstract "
        "having count(distinct nullif(title, 0)) >= {often}",
        f=features,
        n=BUCKETS,
        often=OFTEN,
    ).toArrow()
    kind, hashes = np.array(found["kind"].to_pylist()), found["hash"].to_numpy()
    seen = np.zeros(BUCKETS, dtype=np.int64)
    seen[hashes[kind == "word"]] = found["seen"].to_numpy()[kind == "word"]
    recurring, often = (
        np.sort(hashes[kind == name].view(np.uint64)) for name in ("recurring", "often")
    )
    return Corpus(size=n, bits=information(seen, n), recurring=recurring, often=often)


# --------------------------------------------------------------------------- blocks and pairs


def _all_pairs(spark: Any, features: Frame) -> Frame:
    return spark.sql(
        "select a.rid as l, b.rid as r from {f} a join {f} b on a.rid < b.rid", f=features
    )


def _pairs(spark: Any, features: Frame, whole: Any, n: int) -> Frame:
    """Return the pairs worth comparing: all of a small block, near ones of a large one."""
    keys = features.select(*spark_parts.SIDE).mapInArrow(
        partial(spark_parts.keys, whole), spark_parts.KEYS
    )
    keys = keys.persist()
    sizes = spark.sql(
        "select rule, key, count(*) as size from {keys} group by rule, key having size > 1",
        keys=keys,
    )
    caps = _caps(sizes, n)
    blocks = spark.sql(
        "select rule, key, rid, year, title, size <= cap as is_whole "
        "from {keys} join {sizes} using (rule, key) join {caps} using (rule)",
        keys=keys,
        sizes=sizes,
        caps=spark.createDataFrame(caps, "rule int, cap bigint"),
    )
    near = spark.sql(
        "select *, row_number() over (partition by rule, key order by year, title, rid) as place "
        "from {blocks} where not is_whole",
        blocks=blocks,
    )
    return spark.sql(
        "select distinct least(a, b) as l, greatest(a, b) as r from ("
        "  select x.rid as a, y.rid as b from {blocks} x join {blocks} y using (rule, key)"
        "  where x.is_whole and y.is_whole and x.rid < y.rid"
        "  union all"
        "  select x.rid as a, y.rid as b from ("
        "    select rule, key, rid, explode(sequence(place + 1, place + {near_by})) as place"
        "    from {near}) x join {near} y using (rule, key, place)"
        ") where a <> b",
        blocks=blocks,
        near=near,
        near_by=blocking.NEIGHBOURS,
    )


def _caps(sizes: Frame, n: int) -> list[tuple[int, int]]:
    """Return for each rule the size up to which a block is compared whole."""
    found = sizes.groupBy("rule", "size").count().orderBy("rule", "size").toArrow()
    rule, size, blocks = (found[name].to_numpy() for name in ("rule", "size", "count"))
    return [
        (at, blocking.largest_whole_block(size[rule == at], blocks[rule == at], n))
        for at in range(len(blocking.RULES))
    ]


# --------------------------------------------------------------------------- scores


def _scored(
    spark: Any, features: Frame, pairs: Frame, whole: Any, rids: tuple[str, ...], shape: Model
) -> Scored:
    sides = spark.sql(
        "select x.rid as rid_l, x.row as row_l, x.rest as rest_l, "
        "y.rid as rid_r, y.row as row_r, y.rest as rest_r "
        "from {pairs} join {f} x on x.rid = l join {f} y on y.rid = r",
        pairs=pairs,
        f=features,
    )
    made = sides.mapInArrow(partial(spark_parts.pairs, whole), spark_parts.frame_schema())
    made.persist()
    try:
        made.createOrReplaceTempView(model.PAIRS)
        levels = model.gamma_columns(shape)
        found = spark.sql(model.scoring_sql(shape, "spark"))
        found = _placed(found.select("row_l", "row_r", "match_key", *levels).toArrow(), rids)
        alike = made.where("is_alike").select("row_l", "row_r", "match_key")
        alike = _placed(alike.toArrow(), rids)
    finally:
        made.unpersist()
        spark.catalog.dropTempView(model.PAIRS)
    return weighed(
        left=found["row_l"],
        right=found["row_r"],
        levels=np.stack([found[name] for name in levels], axis=1).astype(np.int8),
        veto=found["match_key"],
        alike=np.stack([alike[name] for name in ("row_l", "row_r", "match_key")], axis=1),
        shape=shape,
    )


def _placed(found: pa.Table, rids: tuple[str, ...]) -> dict[str, Ints]:
    """Return columns with ids as their places among all, sorted by them."""
    at = {rid: place for place, rid in enumerate(rids)}
    columns = {
        name: np.array([at[rid] for rid in found[name].to_pylist()], dtype=np.int64)
        if name in ("row_l", "row_r")
        else found[name].to_numpy().astype(np.int64)
        for name in found.column_names
    }
    order = np.lexsort((columns["row_r"], columns["row_l"]))
    return {name: values[order] for name, values in columns.items()}
