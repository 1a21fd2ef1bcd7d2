from importlib import import_module

from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "front"
    verbose_name = "Öffentliche Seiten"

    def ready(self):
        import_module("front.checks")
