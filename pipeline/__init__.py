"""Collate: publication listings in, one checked release of works out."""
