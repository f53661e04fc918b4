"""PAGES COME IN: files dropped in a folder become snapshots in `raw/`."""
