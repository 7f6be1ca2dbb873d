"""The national figures, for everybody: issued in total, by day, by region."""
