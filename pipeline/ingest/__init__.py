"""PAGES COME IN: fetched from their sites, or dropped in a folder; each becomes a snapshot in `raw/`."""
