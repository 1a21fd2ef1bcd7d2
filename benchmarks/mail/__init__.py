"""A weekly digest to ten thousand people, against a plain loop and against bare SMTP."""
