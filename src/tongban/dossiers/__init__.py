"""Dossiers (案卷): pages by content hash under a sealed manifest, in the custody of one office."""
