"""`python -m pipeline` is `collate`."""

from pipeline.cli import main

main()
