"""The marketplace in windows of time: what each fact counts for, and bursts worth a signal.

Everything here is a fold without I/O over the facts of one partition, so that a worker which
follows the stream and a check that reads the log come to the same figures. Time is the fact's own;
a window is never closed, so a fact that comes late changes the figures of its time.

May import: facts of `domain`. To count something more: a `Measure`, and an arm in `measures.py`;
then raise `VERSION` in `folding.py`, which has everything counted anew beside the old figures.
"""
