"""The chapters of Stripe's API that the fake plays, a module each.

A handler takes the world and what is asked, and gives the object Stripe answers with. It refuses
before it changes anything. It runs under the world's lock. A chapter is found by `routes.py`; a
path added there has to be cut anew from Stripe's file, see `spec/prune.py`.
"""
