from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MailroomConfig(AppConfig):
    name = "mailroom"
    verbose_name = "Post"

    def ready(self):
        autodiscover_modules("mails", "notices")
