"""Showing: what somebody was shown, found or recommended, and what they then did with it.

One stream a showing, named by an id that is drawn for it: one fact says all that was shown, so
that the log grows by one leaf and not by twenty; what was opened and booked of it follows.
`terms.py` is the vocabulary, `events.py` the facts, and `aggregate.py` what follows from them.

Searches and recommendations are two topic families, because who follows one need not read the
other; a stream holds facts of one of them.

May import: the standard library and `domain.shared`.
"""
