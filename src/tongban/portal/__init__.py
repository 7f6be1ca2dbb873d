"""Home pages: the public's, a citizen's, an officer's; and the demonstration's one-click sign-in."""
