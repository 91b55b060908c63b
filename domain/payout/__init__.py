"""Payouts of one tutor in one currency: from their payout account to their bank.

`policies.py` says from how much on and when; `aggregate.py` decides.

May import: the standard library and `domain.shared`.
"""
