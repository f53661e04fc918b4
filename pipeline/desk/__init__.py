"""STEWARDS ANSWER: the local review application; see docs/adr/0019-the-desk.md."""
