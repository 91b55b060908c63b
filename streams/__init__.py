"""The processes you start: `python -m streams relay | projector | processes | …`.

The relay brings the log to the stream, the notary signs what the log has become; all others follow
facts, each with a place of its own. How following works is the same for all and stands in
`follow.py`; only the windows are Faust's.

May import: `application`, `projections`, facts of `domain`, and `adapters.bootstrap`. To add a
process: a module with `run(container, names, stop)` and a line in `__main__.py`.
"""
