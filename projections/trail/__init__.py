"""The trail: who saw what, when and on which grounds (domain, sections 4 and 7)."""
