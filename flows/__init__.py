"""The nightly run for Prefect: orchestration, and nothing else."""
