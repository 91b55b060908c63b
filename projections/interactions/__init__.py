"""Who booked whom, how often, and do tutors keep what they agree to?"""
