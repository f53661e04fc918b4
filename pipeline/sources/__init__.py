"""HOW EACH SITE IS READ: layouts, and the sources declared in `sources.toml`."""
