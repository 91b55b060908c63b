"""How well does what puts tutors in order do, by the day it was shown, and with no person in it?"""
