"""Retention: the time for which something of a person may be kept comes to its end.

The rules stand in `domain/shared/processing.py`. What is recorded here is that one of them has come
due for a person, and what keeps it off: whoever destroys keys acts on `retention.ended.v1`.
"""
