"""Who is who: match keys, names, dates and addresses as agencies write them (rules I1 to I4)."""
