"""A small projection for tests of the runtime: who has agreed to what, and every answer."""
