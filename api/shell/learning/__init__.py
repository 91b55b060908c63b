"""What has models learn: sets of what happened, and what is made of them."""
