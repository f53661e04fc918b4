"""BYTES BECOME BLOCKS: one stream of blocks whatever the format."""
