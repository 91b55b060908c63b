"""What an auditor asks of the history, in their words; nothing personal is opened for it.

`history.py` is the port: facts as an auditor sees them, found by stream, correlation, person or
topic. `tracing.py` tells what happened, one line a fact; `closure.py` finds all that belongs to
a booking, `causes.py` what led to each line. `drawing.py` draws samples. `asking.py` is what the
adapters answer: replays as of then, and checks of the whole log.

May import: `domain`, `application`. These are questions, so nothing here is a command.
"""
