"""What the business does by itself: facts in, commands out, one process a module.

A process sees facts alone, never an aggregate. Its states and lists are derived, see
`application/todo.py`; all processes stand on one page in `streams/processes.py`.
To add one: state, `evolve`, `decide` and the `Process` in one file, a line on that page,
and a test of every arrival order.
"""
