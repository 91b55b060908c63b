"""What Stripe takes and gives: its OpenAPI file, cut down to what the fake plays.

`openapi.json` is made by `prune.py` from Stripe's file, and never written by hand; `v2.json` is
ours, in the same form, for the few paths of v2 that file does not hold. `NOTICE` names the owner.
The file names its version of the API; the SDK's is later by some months, so that a parameter which
came between them is refused here until the file is cut anew.
"""
