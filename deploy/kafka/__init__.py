"""A one-node Kafka broker from Maven Central's jars, its topics and its access control."""
