"""What operators do with models on the command line: train, compare, let forward, go back."""
