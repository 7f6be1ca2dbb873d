"""Pages: citizen (phone), desk (officers) and public. A view translates and makes one call."""
