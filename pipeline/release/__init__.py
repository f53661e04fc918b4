"""TABLES GO OUT: build, gate, publish, load, diff, replay."""
