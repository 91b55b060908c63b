"""`preceptor experiment`: experiments as a person reads them, in a terminal or on a page.

`commands.py` names what can be asked, `lines.py` puts it into sentences and rows, `showing.py`
prints them or makes a page of them, and `words.py` has the words, in English and Russian.
"""
