"""The catalogue of facts: the shape of each topic and version, and what may change of it.

A shape is a JSON Schema (2020-12), made of the type of the fact; shapes that are published stay,
and a newer one has to hold for whoever reads by the older.

May import: `domain`. To change what a shape says of a field: `schemas.py`; to allow a change that
harms no reader: `compatibility.py`.
"""
