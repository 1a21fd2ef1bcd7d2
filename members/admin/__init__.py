"""The Django admin of members: the rules of the models, and no way around them.

``places`` has counties and organisations, ``people`` accounts and mandates,
``log`` what was done here, ``imports`` files of both; ``actions`` ends and closes what was
chosen in a list.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group

from . import imports, log, people, places

__all__ = ["imports", "log", "people", "places"]

# Addresses belong to people and are changed there, second factors to nobody else; groups give
# no right here.
for model in (Authenticator, EmailAddress, Group, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)
