"""When a tutor teaches, what they ask of a booking, and which starts that leaves on offer.

`events.py` is the facts; `hours.py` folds them, for decisions and readers alike; `aggregate.py`
decides. Policy that a reader may use too: `opening.py` turns wall clocks into instants, `busy.py`
takes time away, `limits.py` counts, `slots.py` offers and refuses.

May import: the standard library and `domain.shared`. What calendars take comes in as `Busy`.
"""
