"""Tutors of another marketplace, from lines of JSON to commands on the bus.

`lines.py` is the shape of a line, `files.py` reads both files and sorts out what is bad,
`report.py` keeps that, `bringing.py` asks the commands, and `tutors.py` is the whole of it as
one command of the shell.
"""
