"""A small marketplace of invented people, made as its users would make it: over HTTP.

`people.toml` says who there is, `people.py` reads it, `visitor.py` is somebody at the API's
door, `market.py` brings them all in. `story.py` follows one booking from registration to
confirmation, `everywhere.py` asks each read model about it then, and `telling.py` puts it in
words. `earning.py` follows the money of a lesson already given, which `last_week.py` makes, and
`forgetting.py` a person who leaves. `showing.py` is the whole of it on the screen.

To add somebody: a few lines in `people.toml`.
"""
