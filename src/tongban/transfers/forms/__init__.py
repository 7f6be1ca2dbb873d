"""What comes in from a browser: of citizens and dealers, and of the offices' desk."""
