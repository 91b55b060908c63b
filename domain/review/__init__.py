"""What a student says of a lesson, and what its tutor answers.

One stream a booking: both sides write into it, and whatever races for the one review or the one
answer races for that stream. `events.py` is the facts; `words.py` is what one side wrote and what
became of it. `aggregate.py` decides for the two sides, `second_look.py` about what they ask to be
looked at again, and `rulings.py` for reviewers; `scoring.py` notes what a service outside says.

May import: the standard library and `domain.shared`.
"""
