"""Packages people take away of their data: put together from read models and log, and handed over.

`gathering.py` reads, a page at a time, what is kept of a person and lets others become labels;
`access.py` and `portability.py` say which files a package has; `page.py` is the page for people,
in the words of `english.py` and `russian*.py`; `handing.py` sends it, and notes that it was taken.

May import: what `api` may. To add a file: a generator, and its line in the package's list.
"""
