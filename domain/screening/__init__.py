"""What there is in words that a reviewer should know of before others see them.

Signs are found, and nothing is decided: people decide. `spelling.py` undoes what is done to words
so that no machine knows them; `signs.py` puts together what the other modules find.

May import: the standard library.
"""
