"""What one person teaches, at what price, and whether students find and book them.

`offer.py` is the vocabulary, `events.py` the facts, `state.py` what is known. The aggregate is one
class in chapters: `listing.py` what the platform decides, `offering.py` what the tutor decides;
`aggregate.py` adds arriving from elsewhere and binds them. `moderating.py` decides for reviewers,
and about appeals; `standing.py` is what became of the profile there.
"""
