"""What members answer: a file for each subject, named in urls.py."""
