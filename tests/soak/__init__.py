"""Running for long, under load, while everything that runs is killed at random moments.

`make soak`, or `python -m tests.soak --rounds 30 --customers 12 --seed 5`. Each round kills some
of the workers and servers twice, then waits until all is done, and proves every promise: what was
acknowledged is in the log once, positions have no gap, every read model equals one rebuilt from
nothing, money moved once, nobody is booked twice, each booking stands where its people left it.
"""
