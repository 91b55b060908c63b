"""What every context speaks: facts, refusals, people, money and time.

May import: the standard library. Add here only what two contexts need in the same words.
"""
