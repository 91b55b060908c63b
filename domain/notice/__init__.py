"""What the payment provider tells us of by itself: that something happened, never what.

A notice may come twice, late, early and in any order, so nothing rests on it: it only makes us look
what the provider has on record. It is closed by what came of that.
"""
