"""Models that tell what a text says: its sentiment, whether it insults, whether it is made up.

One model for every question; what differs is what it has learnt from.
"""
