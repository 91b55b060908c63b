"""Who read what is personal of somebody: when, which of it, on which way, and what for?"""
