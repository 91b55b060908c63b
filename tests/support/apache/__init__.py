"""Apache Kafka beside the embedded broker: fetched with Maven, pinned, a child process on loopback.

`make test` fetches it once into `.kafka`, which git ignores. Where Java or Maven is missing it says
so in one line and goes on without; in CI it fails. Another version takes three edits: `pom.xml`,
the image in `docker-compose.yml`, and `jars.sha256`, as `sha256sum *.jar` tells in `.kafka/jars`.
"""
