"""What operators do with the models that read texts: let them learn, and say how sure to be."""
