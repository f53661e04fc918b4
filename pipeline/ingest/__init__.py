"""PAGES COME IN: fetched from their sites or dropped in a folder, each a snapshot in `raw/`."""
