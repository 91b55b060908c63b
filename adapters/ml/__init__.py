"""Models that learn from what people chose: arithmetic, fitted when asked for, never at import.

Numbers and their libraries stay in here and in `adapters.embeddings`; who imports this package
pays for them, so it is imported late.
"""
