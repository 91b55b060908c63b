"""The servers that a machine without any still needs, as child processes on loopback.

PostgreSQL with pgvector, a Kafka-compatible broker and a Redis-compatible server come as
wheels. What they keep lies in one data folder; none of them outlives the process that
started them, not even when that is killed. `supervisor.up` starts the whole of Preceptor.

May import: the standard library, `adapters.settings` and the wheels. To add a server: a class
with `prepare`, `child`, `url` and `is_ready`, and a line in `servers.py`.
"""
