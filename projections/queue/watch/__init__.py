"""The watch lists of the team's day (domain, section 6): one list per file.

Each is made of the desk's own reading of a case, so that what the desk may not see is on none of
its lists; what is made of more than that says so.
"""
