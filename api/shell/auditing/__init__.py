"""What auditors and data-protection officers ask on the command line."""
