"""When is what: the lessons of a person, and the starts a tutor still has to offer."""
