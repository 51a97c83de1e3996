"""The command ``enishi``: one file per command."""
