"""What happens to an electronic vehicle licence: received by the owner, collected by a phone, following the register."""
