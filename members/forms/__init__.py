"""What people enter about themselves and about their county."""
