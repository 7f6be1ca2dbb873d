"""Commands for whoever looks after the keys."""
