"""What speaks for a lesson when a student's bank takes its payment back.

`history.py` folds what happened, `pack.py` puts it into words for the bank. Both are pure, so that
anybody can make a pack again and compare its digest with the one on record.

A pack is made of times, choices and amounts. Of people it says the student and the tutor: whom its
own customer is, the bank knows. Left out, because a bank can decide without them (GDPR 5(1)(c)):

- what the two wrote about a problem, which may speak of others, of health, of minors. That there
  was a problem, of what kind, and what was decided, is said;
- names, addresses and pictures, of the tutor above all, who is not the bank's customer;
- addresses and kinds of devices, which are not kept;
- what the tutor earns of the lesson.

May import: the facts of bookings and payments, and ports.
"""
