"""Reading: that somebody read what is personal of another is itself on record.

Its fact belongs to the topic family `privacy`, beside what people ask about their data; the stream
is one person's month, so that it stays short however long somebody is with us.
"""
