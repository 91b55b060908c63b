"""What facts mean in money: the double-entry ledger, as one function of a single fact.

`accounts.py` is the chart of accounts, `posting.py` a line and an entry; then one module per
chapter of facts, and `entries.py` which asks the right one. An entry follows from its fact alone,
so the ledger is the same in whatever order facts of different streams arrive.

It decides nothing and has no facts of its own, so it is no context: it reads those of others.
May import: the facts of every context.
"""
