"""One lesson between one tutor and one student, from the hold to the last penny.

`terms.py` is the vocabulary; `events.py` and `outcomes.py` the facts; `policies.py` the money and
the deadlines, `covering.py` when a credit comes back and `series.py` the weekly wall clock, which
a reader may use too. `holding.py` begins a booking. The aggregate is one class in chapters:
`state.py` what is known, `evolution.py` how facts change it, `clock.py` what time alone brings
about, `verdicts.py` how money is decided, then one module per chapter of decisions; `aggregate.py`
binds them.

May import: the standard library and `domain.shared`. To add a decision: its method in the chapter
it belongs to, its refusals above it, its fact in the union mypy then asks `evolution.py` about.
"""
