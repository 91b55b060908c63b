"""What the world must be told: a fact in, one call outside, a command with its outcome.

A reaction is a process whose to-dos are calls; `perform` makes the call and returns the
command. Nothing is persisted in the same step, and the call's key makes a repeat harmless.
"""
