"""WHAT WE KNOW: data with a source and a reason per row."""
