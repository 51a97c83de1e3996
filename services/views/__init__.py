"""The files in which views lie: what their writers and their readers must agree on."""
