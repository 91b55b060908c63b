"""What is known of a booking: its terms, where it stands, its money, and how it came to that."""
