"""The parts of ``enishi demo``: scenarios, a small municipality, what to look at next."""
