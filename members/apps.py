from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.module_loading import autodiscover_modules


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Mitglieder"

    def ready(self):
        # Sign-ins are recorded by members.accounts, on the portal's clock.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        import_module("members.accounts")
        import_module("members.authenticators")
        autodiscover_modules("belongings", "periods")
