"""Parts of the check `serving-attacks`: the attacks, the client that sends them, and what is measured beside them."""
