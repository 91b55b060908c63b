"""The time of one person that lessons take, month by month: nobody is booked twice.

`events.py` is the facts; `lesson.py` says what time a lesson takes and which months it concerns;
`aggregate.py` decides about one month. `application/calendar.py` loads the months and puts the
decisions of tutor and student together.

May import: the standard library and `domain.shared`.
"""
