"""One module a resource: which commands and queries stand at which address.

Each offers one function that adds its operations to a router; `api/app.py` names them all.
"""
