"""Which profiles should a reviewer look at and why, and what was decided about them?"""
