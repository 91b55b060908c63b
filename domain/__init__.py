"""The rules of the marketplace, and nothing else.

One folder per consistency boundary: `events.py` (the facts), `aggregate.py` (state, decisions,
`evolve`) and, where it earns its keep, `policies.py` (pure functions a reader may use too).

May import: the standard library and `domain.shared`. Never another context.
To add a fact, a decision or a context: see CONTRIBUTING.md.
"""
