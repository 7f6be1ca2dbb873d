"""What the people of a case see: citizens and dealers on a phone, officers at a desk, everybody in public."""
