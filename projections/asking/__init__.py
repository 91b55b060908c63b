"""What somebody means by the words they type: subjects, names, slips, and times.

`subjects.py` is what subjects and languages are called; `slips.py` and `spelling.py` know what
somebody wanted to type; `terms.py` weighs words by how many tutors say them; `understanding.py`
puts it together; `times.py` hears when somebody wants to learn. Nothing here finds anybody.

May import: `projections.reading`, and the domain.
"""
