"""What must hold of the log, one small class a promise.

Each is shown every fact in order, a batch at a time, and the whole log at the end; what it needs
besides it asks the database for, a batch at once, so that memory stays bounded. `kinds.py` says
what a check is. To add one: a class in a module here, a line in `examining.CHECKS`, and a test
that plants exactly that defect and sees it found.
"""
