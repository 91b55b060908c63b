"""One lesson between one tutor and one student, from the hold to the last penny.

`terms.py` is the vocabulary, `events.py` the facts, `policies.py` the money and the deadlines (a
reader may use them too), `series.py` the weekly wall clock. The aggregate is one class in chapters:
`state.py` what is known, `evolution.py` how facts change it, `clock.py` what time alone brings
about, then one module per chapter of decisions; `aggregate.py` binds them.
"""
