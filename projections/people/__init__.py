"""Who is who: references joined by confirmed links, and events that cited a wrong one."""
