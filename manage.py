#!/usr/bin/env python3
import os
import sys

from django.core.management import execute_from_command_line

from forum_portal import demo_env

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum_portal.settings")
    demo_env.adopt()
    execute_from_command_line(sys.argv)
