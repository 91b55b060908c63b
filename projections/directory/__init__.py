"""Who has an account: may somebody sign in under this address, and who are they to us?"""
