"""Which tutors mean what I mean, whatever words and language either of us uses?"""
