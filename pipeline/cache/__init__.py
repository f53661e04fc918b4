"""What earlier runs worked out, by content: lost or damaged, it costs time and nothing else."""

from pipeline.cache.carried import carried
from pipeline.cache.later import Later
from pipeline.cache.packs import (
    OFF,
    Cache,
    Glance,
    Section,
    Store,
    as_column,
    as_keys,
    hashed,
    sweep,
)
from pipeline.cache.recall import BODY, UNREADABLE, Recalled, recall, recalled
from pipeline.cache.rows import pack, unpack

__all__ = [
    "BODY",
    "OFF",
    "UNREADABLE",
    "Cache",
    "Glance",
    "Later",
    "Recalled",
    "Section",
    "Store",
    "as_column",
    "as_keys",
    "carried",
    "hashed",
    "pack",
    "recall",
    "recalled",
    "sweep",
    "unpack",
]
