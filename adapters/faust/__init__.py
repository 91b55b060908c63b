"""Faust: stream processing with tables that Kafka keeps, mended where it loses something.

May import: `application`, `faust`. What is computed stands in `application/analytics`, the app in
`streams/windows.py`.
"""
