"""Measurements that people run by hand; none of them is part of the fast tests."""
