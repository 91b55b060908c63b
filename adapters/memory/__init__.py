"""Stand-ins that keep everything in memory, for tests without I/O.

Each passes the same contract tests as the real adapter of its port.
"""
