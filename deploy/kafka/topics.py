"""The topics of the log and their explicit settings; creating them is idempotent.

Source: https://kafka.apache.org/documentation/#topicconfigs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import TopicAlreadyExistsError, for_code

from deploy.kafka.server_properties import MAX_BATCH_BYTES
from schemas.topics import SCHEMAS_TOPIC


@dataclass(frozen=True)
class Durability:
    """How many copies of a topic exist, and how many of them must have a record for its ack."""

    replication_factor: int = 1
    min_insync_replicas: int = 1


def topic_settings(topic: str, durability: Durability) -> dict[str, str]:
    """The settings of that topic: the compacted schemas topic, or one that is kept for ever."""
    settings = {
        "cleanup.policy": "compact" if topic == SCHEMAS_TOPIC else "delete",
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "min.insync.replicas": str(durability.min_insync_replicas),
        "unclean.leader.election.enable": "false",
        "compression.type": "producer",
        "max.message.bytes": str(MAX_BATCH_BYTES),
        # The broker's clock, not the agency's: one that runs ahead would be turned away.
        "message.timestamp.type": "LogAppendTime",
    }
    if durability.replication_factor == 1:
        # No other broker has the record when this machine loses power: sync before the ack.
        settings["flush.messages"] = "1"
    return settings


def create_topics(
    admin: KafkaAdminClient, topics: Sequence[str], durability: Durability
) -> list[str]:
    """Create those that do not exist, with one partition each; returns the ones created.

    One partition, because an agency's records have one order. Returns once each has a leader.
    Raises kafka.errors.KafkaError.
    """
    absent = sorted(set(topics) - set(admin.list_topics()))
    if not absent:
        return []
    result = admin.create_topics(
        {
            topic: {
                "num_partitions": 1,
                "replication_factor": durability.replication_factor,
                "configs": topic_settings(topic, durability),
            }
            for topic in absent
        },
        raise_errors=False,
    )
    created = []
    for topic in result["topics"]:
        if topic["error_code"] == 0:
            created.append(topic["name"])
        elif topic["error_code"] != TopicAlreadyExistsError.errno:
            raise for_code(topic["error_code"])(topic["name"], topic["error_message"])
    admin.wait_for_topics(absent)
    return created


def align_topics(admin: KafkaAdminClient, topics: Sequence[str], durability: Durability) -> None:
    """Give existing topics the settings they would be created with. Raises KafkaError."""
    wanted = {topic: topic_settings(topic, durability) for topic in topics}
    if not wanted:
        return
    found = admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, topic) for topic in wanted]
    )["topic"]
    changes = []
    for topic, settings in wanted.items():
        present = {name: entry["value"] for name, entry in found[topic].items()}
        differing = {name: value for name, value in settings.items() if present.get(name) != value}
        changes.append(ConfigResource(ConfigResourceType.TOPIC, topic, differing))
    admin.alter_configs(changes)
