"""What is in the packages people take away of their data, and the form it has.

Nothing here reads or sends anything: facts and rows come in, what somebody may see of them goes
out, and bytes of files. Everything is a stream, so that a package may be as long as a life.

- `labels.py`, `disclosing.py`: other people become labels, and what is theirs is left out.
- `archive.py`, `tables.py`, `lessons.py`: ZIP with its signed manifest, CSV, iCalendar.
- `uses.py`: what data is used for, who is given it and for how long it is kept.
- `proving.py`: how it says that what was taken from the log is in there.

May import: `domain`, `application`, `msgspec`. To add a file to a package: a generator of bytes
here, and a line where the package is put together, in `api/packages`.
"""
