"""What each row was at any time: kept by triggers, so that bulk, import and SQL are in it too.

An event knows its doer by a number and its moment on the portal's clock, both in
``pgh_context`` (``members.history`` writes and reads it). Events hold personal data and
are deletable: ``members.history.forget``.
"""

import pghistory

from .absences import Absence
from .mandates import Mandate
from .people import Person
from .places import District, Membership, Organisation

# What signing in changes, what nobody is to read anywhere, what the database computes, and
# what is left when a person has gone, whose history goes as well.
NOT_KEPT = [
    "password",
    "short_password",
    "last_login",
    "previous_login",
    "created_at",
    "name_folded",
    "deletion_told_at",
    "deleted_at",
    "remembered_as",
]


class DistrictTopic(District.topics.through):
    """That a county works on a topic: a row of a table without a model of its own."""

    class Meta:
        proxy = True


def _events_of(model, **options):
    return pghistory.create_event_model(
        model,
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
        **{"obj_field": pghistory.ObjForeignKey(related_name="+", related_query_name="+")}
        | options,
    )


class PersonEvent(_events_of(Person, exclude=NOT_KEPT)):
    class Meta:
        verbose_name = "Stand eines Kontos"
        verbose_name_plural = "Stände von Konten"


class MandateEvent(_events_of(Mandate, exclude=["title_folded"])):
    class Meta:
        verbose_name = "Stand einer Zuständigkeit"
        verbose_name_plural = "Stände von Zuständigkeiten"


class AbsenceEvent(_events_of(Absence)):
    class Meta:
        verbose_name = "Stand einer Abwesenheit"
        verbose_name_plural = "Stände von Abwesenheiten"


class MembershipEvent(_events_of(Membership)):
    class Meta:
        verbose_name = "Stand einer Mitgliedschaft"
        verbose_name_plural = "Stände von Mitgliedschaften"


class OrganisationEvent(_events_of(Organisation)):
    class Meta:
        verbose_name = "Stand einer Organisation"
        verbose_name_plural = "Stände von Organisationen"


class DistrictTopicEvent(_events_of(DistrictTopic, obj_field=None)):
    class Meta:
        verbose_name = "Thema eines Landkreises"
        verbose_name_plural = "Themen von Landkreisen"
