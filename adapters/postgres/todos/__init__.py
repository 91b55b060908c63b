"""The to-do lists of processes and reactions: folded like any projection, and worked off once."""
