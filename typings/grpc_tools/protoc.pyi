"""What the project uses of grpcio-tools 1.85, which ships no types."""

from collections.abc import Sequence

def main(command_arguments: Sequence[str]) -> int: ...
