"""How the marketplace is doing: what happened on each day, and how much there is in all."""
