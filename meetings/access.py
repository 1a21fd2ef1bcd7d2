"""Who may do what with a meeting. Whether it is the time for it, the services say."""

from .models import Meeting
from .stages import Stage


def may_plan(person, now):
    """The office runs the meetings, and nobody else does."""
    return person.is_office(now)


def may_create_meeting(person, now):
    return may_plan(person, now)


def may_copy_meeting(person, meeting, now):
    return may_plan(person, now)


def may_change_meeting(person, meeting, now):
    return may_plan(person, now)


def may_change_agenda(person, meeting, now):
    return may_plan(person, now)


def may_add_paper(person, meeting, now):
    return may_plan(person, now)


def may_change_paper(person, meeting, now):
    return may_plan(person, now)


def may_withdraw_paper(person, meeting, now):
    return may_plan(person, now)


def may_propose_item(person, meeting, now):
    """Whoever answers for a county proposes for it."""
    return may_register(person, meeting, now)


def may_withdraw_proposal(person, proposal, now):
    """Everybody of the county, also what a colleague proposed."""
    return proposal.district in person.acts_for(now)


def may_decide_proposal(person, proposal, now):
    return may_plan(person, now)


def may_enter_action_item(person, meeting, now):
    return may_plan(person, now)


def may_change_action_item(person, item, now):
    return may_plan(person, now)


def may_delete_action_item(person, item, now):
    return may_plan(person, now)


def may_finish_action_item(person, item, now):
    """Everybody of the county, whoever of it is named; the office for all."""
    return person.is_office(now) or (item.district and item.district in person.acts_for(now))


def may_reopen_action_item(person, item, now):
    return may_finish_action_item(person, item, now)


def may_enter_resolution(person, meeting, now):
    return may_plan(person, now)


def may_change_resolution(person, resolution, now):
    return may_plan(person, now)


def may_delete_resolution(person, resolution, now):
    return may_plan(person, now)


def may_draft_minutes(person, meeting, now):
    return may_plan(person, now)


def may_change_minutes(person, minutes, now):
    return may_plan(person, now)


def may_circulate_minutes(person, minutes, now):
    return may_plan(person, now)


def may_adopt_minutes(person, minutes, now):
    return may_plan(person, now)


def may_make_remark(person, minutes, now):
    """Whoever answers for a county remarks for it; partners only read."""
    return may_register(person, minutes.meeting, now)


def may_withdraw_remark(person, remark, now):
    """Everybody of the county, also what a colleague remarked."""
    return remark.district in person.acts_for(now)


def may_decide_remark(person, remark, now):
    return may_plan(person, now)


def may_take_notes(person, meeting, now):
    """What is written down and ticked off beside the talk becomes the office's minutes."""
    return may_plan(person, now)


def may_note_attendance(person, meeting, now):
    return may_take_notes(person, meeting, now)


def may_add_attendance(person, meeting, now):
    return may_take_notes(person, meeting, now)


def may_remove_attendance(person, meeting, now):
    return may_take_notes(person, meeting, now)


def may_announce_meeting(person, meeting, now):
    return may_plan(person, now)


def may_move_meeting(person, meeting, now):
    return may_plan(person, now)


def may_cancel_meeting(person, meeting, now):
    return may_plan(person, now)


def may_hold_meeting(person, meeting, now):
    return may_plan(person, now)


def may_subscribe_calendar(person, now):
    """Whoever sees meetings can have them in a calendar, as long as the account is open."""
    is_member = person.is_office(now) or bool(person.acts_for(now))
    return person.is_active and (is_member or Meeting.objects.visible_to(person, now).exists())


def comes_as_partner(person, meeting, now):
    """Whether the person sees the meeting only for a partner, who answers by asking the office."""
    return not person.is_office(now) and not may_register(person, meeting, now)


def may_register(person, meeting, now):
    """Whoever has a running mandate at a county in its circle answers for it; partners do not."""
    return any(meeting.is_open_to(district) for district in person.acts_for(now))


def may_see_attendees(person, meeting, now):
    """Who prepares the meeting sees who comes and what they need: office and host county."""
    return person.is_office(now) or meeting.host in person.acts_for(now)


def may_join_video(person, meeting, registrations, now):
    """For the office and for counties of which somebody comes, not only waits, until the end."""
    if not meeting.video_link or meeting.stage != Stage.ANNOUNCED or meeting.ends_at <= now:
        return False
    own = person.acts_for(now)
    return person.is_office(now) or any(r.district in own and r.coming for r in registrations)


def may_run_poll(person, poll, now):
    """The office makes date polls, opens them, and decides what becomes of them."""
    return may_plan(person, now)


def may_answer_poll(person, poll, now):
    """As ``may_register`` of a meeting."""
    return may_register(person, poll, now)


def may_create_group(person, now):
    return may_plan(person, now)


def may_change_group(person, group, now):
    return may_plan(person, now)


def may_end_group(person, group, now):
    return may_plan(person, now)


def leads_group(person, group, now):
    """Whoever is its lead and still acts for the county of it for which that is so."""
    own = person.acts_for(now)
    return bool(own) and group.members.filter(leads=True, person=person, district__in=own).exists()


def may_join_group(person, group, now):
    """Everybody of a county brings it in, unless lead and office keep the group closed."""
    return bool(person.acts_for(now)) and not group.is_closed


def may_take_in(person, group, now):
    return person.is_office(now) or leads_group(person, group, now)


def may_change_member(person, member, now):
    """The county's people say who takes part for it, as do lead and office."""
    return member.district in person.acts_for(now) or may_take_in(person, member.group, now)


def may_leave_group(person, member, now):
    return may_change_member(person, member, now)


def may_appoint_lead(person, group, now):
    return may_plan(person, now)
