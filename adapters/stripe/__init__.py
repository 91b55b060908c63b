"""Stripe behind the ports of money: separate charges and transfers, recipients, payouts, disputes.

One gateway in chapters: `payments`, `cards`, `transfers`, `accounts`, `disputes`, `records`. Each
looks before it moves anything (`once.py`): what stands at Stripe under our key, in the metadata, is
the answer. Stripe itself remembers a key for a day only, and then its own failures as well.
May import: the ports of money, `application.ports`, `domain.shared`, `domain.payment.events`,
`stripe`.
"""
