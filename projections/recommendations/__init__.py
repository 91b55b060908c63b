"""Why was I recommended this, and what did a person find who looked at it?"""
