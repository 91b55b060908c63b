"""What measures how good the product is at finding and ranking, on anybody's data.

Each command reads plain files, lets the product's own code work on them, and prints figures.
"""
