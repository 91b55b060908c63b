"""What a tutor owes the platform: money of bookings that is not theirs and did not come back.

May import: the standard library and `domain.shared`.
"""
