"""Kafka: distribution of what the log already holds, as CloudEvents, one topic per context.

The broker may be wiped at any time; nothing is kept there that cannot be published again. No
consumer group holds anybody's place: followers keep theirs beside what they made of the facts.

May import: `domain`, `application`, `kafka-python`.
"""
