"""The catalogue of facts: shapes, AsyncAPI and pages, written from the code and served as they lie.

`preceptor catalogue` writes `files/`, which is kept with the code, so that a change of what others
read is seen in review; a published shape is never broken, and one of an older version stays. The
API serves the folder at `/catalogue`.

May import: what the API may. To show more of a fact: `entries.py` gathers, `pages.py` and the
template `catalogue.html` show.
"""
