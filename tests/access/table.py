"""Every address of the portal against every role, written from the rules of the product.

A line is the name of a URL, an address of it, what a GET is answered with, and
what an empty POST is answered with; one letter for each role, in the order of
``ROLES``. HEAD is answered as GET, and OPTIONS by 200 with nothing looked up.

  .  200, the page        L  to the sign-in        R  led on to another page
  3  403, you may not     4  404, there is none    5  405, nobody may

The rules behind the letters:
- who has not signed in reads what is public, and is asked to sign in elsewhere;
- a signed-in person without a running mandate has the public pages and /konto/;
- partners see what is public or shared with them: the directory, what is or was published,
  and the meetings to which they are invited, of which they do nothing;
- people of a county see what is announced, and the whole way of recommendations;
- the office plans meetings and moves recommendations; the Django admin is for
  an office mandate marked "administration", and for nobody else;
- what one may not see answers as if it did not exist.
"""

from dataclasses import dataclass

ROLES = ["stranger", "ended", "officer", "lead", "other", "partner", "office", "administrator"]

TABLE = """
                                                                                  GET       POST
name                                 address                                      semlopga  semlopga

front:home                           /                                            ........  55555555
front:legal_notice                   /impressum/                                  ........  55555555
front:privacy_notice                 /datenschutz/                                ........  55555555
front:accessibility_statement        /barrierefreiheit/                           ........  ........
front:healthz                        /healthz/                                    ........  55555555
front:metrics                        /metrics                                     ........  55555555
front:settings                       /einstellungen/                              L3......  L3555555

members:profile                      /konto/profil/                               L.......  L.......
members:own_picture                  /konto/profil/bild/                          L4.44444  L5555555
members:directory                    /mitglieder/                                 L3......  L3555555
members:partners                     /mitglieder/partner/                         L3......  L3555555
members:person                       /mitglieder/personen/{reader}/               L3...4..  L3555555
members:person                       /mitglieder/personen/{contact}/              L3......  L3555555
members:person                       /mitglieder/personen/999999/                 L3444444  L3555555
members:picture                      /mitglieder/personen/{reader}/bild/          L3...4..  L3555555
members:picture                      /mitglieder/personen/{contact}/bild/         L3444444  L3555555
members:person_card                  /mitglieder/personen/{reader}/kontakt.vcf    L3...4..  L3555555
members:person_card                  /mitglieder/personen/{contact}/kontakt.vcf   L3......  L3555555
members:district                     /mitglieder/celle/                           L3......  L3555555
members:district                     /mitglieder/nirgends/                        L3444444  L3555555
members:change_topics                /mitglieder/celle/themen/                    L33.33..  L33.33..
members:change_topics                /mitglieder/nirgends/themen/                 L3444444  L3444444
members:district_cards               /mitglieder/celle/kontakte.vcf               L3...4..  L3555555
members:district_cards               /mitglieder/nirgends/kontakte.vcf            L3444444  L3555555
members:act_for                      /mitglieder/handeln/                         L3555555  L3RRRRRR
members:invitations                  /mitglieder/einladungen/                     L33333..  L3555555
members:invite                       /mitglieder/einladungen/neu/                 L33333..  L33333..
members:invite                       /mitglieder/einladungen/neu/?ort=celle       L33333RR  L33333RR
members:invite                       /mitglieder/einladungen/neu/?ort={partner}   L33333..  L33333..
members:invite                       /mitglieder/einladungen/neu/?ort={operator}  L33333..  L33333..
members:invitation                   /mitglieder/einladungen/{invitation}/        L34.44..  L3555555
members:invitation                   /mitglieder/einladungen/{into_office}/       L34444..  L3555555
members:invitation                   /mitglieder/einladungen/999999/              L3444444  L3555555
members:renew_invitation             /mitglieder/einladungen/{invitation}/erneut/ L3555555  L34R44RR
members:renew_invitation             /mitglieder/einladungen/{as_lead}/erneut/    L3555555  L34344RR
members:renew_invitation            /mitglieder/einladungen/{into_office}/erneut/ L3555555  L344443R
members:renew_invitation             /mitglieder/einladungen/999999/erneut/       L3555555  L3444444
members:revoke_invitation      /mitglieder/einladungen/{invitation}/zurueckziehen/ L3555555 L34R44RR
members:revoke_invitation      /mitglieder/einladungen/{as_lead}/zurueckziehen/   L3555555  L34344RR
members:revoke_invitation     /mitglieder/einladungen/{into_office}/zurueckziehen/ L3555555 L344443R
members:revoke_invitation            /mitglieder/einladungen/999999/zurueckziehen/ L3555555 L3444444
members:district_invitations         /mitglieder/celle/einladungen/               L33.33..  L3555555
members:district_invitations         /mitglieder/nirgends/einladungen/            L3444444  L3555555
members:invite_to_district           /mitglieder/celle/einladungen/neu/           L33.33..  L33.33..
members:invite_to_district           /mitglieder/nirgends/einladungen/neu/        L3444444  L3444444
members:accept_invitation            /konto/einladung/{open}/                     ........  ........
members:accept_invitation            /konto/einladung/{expired}/                  ........  ........
members:accept_invitation            /konto/einladung/nirgends/                   44444444  44444444
members:want_new_link                /konto/einladung/{expired}/neu/              55555555  RRRRRRRR
members:want_new_link                /konto/einladung/nirgends/neu/               55555555  44444444
members:own_data                     /konto/daten/                                L.......  L5555555
members:own_data_json                /konto/daten/json/                           LRRRRRRR  LRRRRRRR
members:own_data_html                /konto/daten/html/                           LRRRRRRR  LRRRRRRR
members:delete_account               /konto/loeschen/                             L.......  L.......
members:mandates                     /mitglieder/celle/zustaendige/               L33.33..  L3555555
members:mandates                     /mitglieder/coburg/zustaendige/              L33333..  L3555555
members:mandates                     /mitglieder/cuxhaven/zustaendige/            L34444..  L3555555
members:mandates                     /mitglieder/nirgends/zustaendige/            L3444444  L3555555
members:begin_mandate                /mitglieder/celle/zustaendige/beginnen/      L33.33..  L33.33..
members:begin_mandate                /mitglieder/cuxhaven/zustaendige/beginnen/   L34444..  L34444..
members:change_mandate        /mitglieder/celle/zustaendige/{officers}/aendern/   L33.33..  L33.33..
members:change_mandate        /mitglieder/celle/zustaendige/{leads}/aendern/      L33333..  L33333..
members:change_mandate        /mitglieder/coburg/zustaendige/{officers}/aendern/  L3333344  L3333344
members:end_mandate           /mitglieder/celle/zustaendige/{officers}/beenden/   L33.33..  L33.33..
members:end_mandate           /mitglieder/celle/zustaendige/{leads}/beenden/      L33333..  L33333..
members:end_mandate           /mitglieder/celle/zustaendige/999999/beenden/       L3343344  L3343344
members:hand_over             /mitglieder/celle/zustaendige/{officers}/uebergeben/ L33.33.. L33.33..
members:hand_over             /mitglieder/celle/zustaendige/{leads}/uebergeben/   L33333..  L33333..
members:hand_over             /mitglieder/celle/zustaendige/999999/uebergeben/    L3343344  L3343344
members:enter_absence                /mitglieder/celle/zustaendige/abwesend/      L33.33..  L33.33..
members:enter_absence                /mitglieder/coburg/zustaendige/abwesend/     L33333RR  L33333RR
members:end_absence    /mitglieder/celle/zustaendige/abwesend/{absence}/beenden/  L3555555  L33R33RR
members:end_absence    /mitglieder/celle/zustaendige/abwesend/999999/beenden/     L3555555  L3343344
members:admit                        /mitglieder/aufnehmen/                       L33333..  L3555555
members:memberships                  /mitglieder/celle/mitgliedschaft/            L33333..  L3555555
members:memberships                  /mitglieder/cuxhaven/mitgliedschaft/         L34444..  L3555555
members:join                      /mitglieder/cuxhaven/mitgliedschaft/beitreten/  L34444..  L34444..
members:leave                        /mitglieder/celle/mitgliedschaft/austreten/  L33333..  L33333..
members:leave                     /mitglieder/cuxhaven/mitgliedschaft/austreten/  L34444RR  L34444RR

meetings:meetings                    /treffen/                                    L3......  L3555555
meetings:create_meeting              /treffen/neu/                                L33333..  L33333..
meetings:subscribe_calendar          /treffen/kalender/                           L3......  L3......
meetings:unsubscribe_calendar        /treffen/kalender/beenden/                   L3555555  L3RRRRRR
meetings:calendar_feed               /treffen/kalender/{feed}.ics                 ........  55555555
meetings:calendar_feed               /treffen/kalender/{dead_feed}.ics            44444444  55555555
meetings:calendar_feed               /treffen/kalender/nirgends.ics               44444444  55555555
meetings:meeting                     /treffen/{announced}/                        L3...4..  L3555555
meetings:meeting                     /treffen/{draft}/                            L34444..  L3555555
meetings:meeting                     /treffen/999999/                             L3444444  L3555555
meetings:meeting                     /treffen/{shared}/                           L3......  L3555555
meetings:meeting                     /treffen/{shared_draft}/                     L34444..  L3555555
meetings:meeting                     /treffen/{met}/                            L3......  L3555555
meetings:calendar_file               /treffen/{shared}/termin.ics                 L3......  L3555555
meetings:paper                       /treffen/{shared}/unterlagen/{shared_paper}/ L3......  L3555555
meetings:register                    /treffen/{shared}/anmeldung/                 L3...333  L3...333
meetings:propose_item                /treffen/{shared}/vorschlagen/               L3...333  L3...333
meetings:attendees                   /treffen/{shared}/teilnehmende/              L33333..  L3555555
meetings:change_meeting              /treffen/{shared}/bearbeiten/                L33333..  L33333..
meetings:add_paper                   /treffen/{shared}/unterlagen/neu/            L33333..  L33333..
meetings:minutes                     /treffen/{met}/protokoll/            L3......  L3555555
meetings:minutes_file                /treffen/{met}/protokoll/protokoll.docx L3...... L3555555
meetings:minutes_versions            /treffen/{met}/protokoll/fassungen/  L3......  L3555555
meetings:make_remark                 /treffen/{met}/anmerkungen/neu/      L3...333  L3...333
meetings:withdraw_remark /treffen/{met}/anmerkungen/{met_remark}/zurueckziehen/ L3..3433 L3RR3433
meetings:finish_action_item /treffen/{met}/aufgaben/{met_task}/erledigt/ L3555555 L333R4RR
meetings:change_meeting              /treffen/{announced}/bearbeiten/             L33334..  L33334..
meetings:change_meeting              /treffen/{draft}/bearbeiten/                 L34444..  L34444..
meetings:copy_meeting                /treffen/{announced}/als-vorlage/            L33334..  L33334..
meetings:copy_meeting                /treffen/{draft}/als-vorlage/                L34444..  L34444..
meetings:announce_meeting            /treffen/{draft}/ankuendigen/                L34444..  L34444RR
meetings:announce_meeting            /treffen/{announced}/ankuendigen/            L33334RR  L33334RR
meetings:move_meeting                /treffen/{announced}/verschieben/            L33334..  L33334..
meetings:cancel_meeting              /treffen/{announced}/absagen/                L33334..  L33334..
meetings:cancel_meeting              /treffen/{draft}/absagen/                    L34444..  L34444..
meetings:hold_meeting                /treffen/{announced}/abschliessen/           L33334..  L33334RR
meetings:change_agenda               /treffen/{announced}/tagesordnung/           L33334..  L33334..
meetings:change_agenda               /treffen/{draft}/tagesordnung/               L34444..  L34444..
meetings:register                    /treffen/{announced}/anmeldung/              L3...433  L3...433
meetings:register                    /treffen/{draft}/anmeldung/                  L3444433  L3444433
meetings:attendees                   /treffen/{announced}/teilnehmende/           L3..34..  L3555555
meetings:attendees                   /treffen/{draft}/teilnehmende/               L34444..  L3555555
meetings:attendee_list               /treffen/{announced}/teilnehmende/liste.csv  L3..34..  L3555555
meetings:attendee_list               /treffen/{draft}/teilnehmende/liste.csv      L34444..  L3555555
meetings:attendee_list               /treffen/{announced}/teilnehmende/liste.xlsx L3..34..  L3555555
meetings:attendee_list               /treffen/{draft}/teilnehmende/liste.xlsx     L34444..  L3555555
meetings:attendee_list               /treffen/{announced}/teilnehmende/liste.pdf  L3443444  L3555555
meetings:name_badges  /treffen/{announced}/teilnehmende/namensschilder.pdf        L3..34..  L3555555
meetings:name_badges  /treffen/{draft}/teilnehmende/namensschilder.pdf            L34444..  L3555555
meetings:attendance_sheet  /treffen/{announced}/teilnehmende/anwesenheit.pdf      L3..34..  L3555555
meetings:attendance_sheet  /treffen/{draft}/teilnehmende/anwesenheit.pdf          L34444..  L3555555
meetings:add_paper                   /treffen/{announced}/unterlagen/neu/         L33334..  L33334..
meetings:add_paper                   /treffen/{draft}/unterlagen/neu/             L34444..  L34444..
meetings:paper                       /treffen/{announced}/unterlagen/{paper}/     L3...4..  L3555555
meetings:paper                       /treffen/{draft}/unterlagen/{draft_paper}/   L34444..  L3555555
meetings:paper                 /treffen/{announced}/unterlagen/{draft_paper}/ L3444444 L3555555
meetings:paper                       /treffen/{announced}/unterlagen/999999/      L3444444  L3555555
meetings:change_paper         /treffen/{announced}/unterlagen/{paper}/bearbeiten/ L33334..  L33334..
meetings:change_paper        /treffen/{draft}/unterlagen/{draft_paper}/bearbeiten/ L34444.. L34444..
meetings:change_paper         /treffen/{announced}/unterlagen/999999/bearbeiten/  L3333444  L3333444
meetings:withdraw_paper    /treffen/{announced}/unterlagen/{paper}/zurueckziehen/ L33334..  L33334RR
meetings:withdraw_paper   /treffen/{announced}/unterlagen/999999/zurueckziehen/   L3333444  L3333444
meetings:propose_item                /treffen/{announced}/vorschlagen/            L3...433  L3...433
meetings:propose_item                /treffen/{draft}/vorschlagen/                L3444433  L3444433
meetings:withdraw_proposal /treffen/{announced}/vorschlaege/{offer}/zurueckziehen/ L3..4433 L3RR4433
meetings:withdraw_proposal  /treffen/{announced}/vorschlaege/999999/zurueckziehen/ L3444444 L3444444
meetings:accept_proposal   /treffen/{announced}/vorschlaege/{offer}/annehmen/  L33344..  L33344..
meetings:accept_proposal       /treffen/{announced}/vorschlaege/999999/annehmen/  L3444444  L3444444
meetings:decline_proposal  /treffen/{announced}/vorschlaege/{offer}/ablehnen/  L33344..  L33344..
meetings:decline_proposal      /treffen/{announced}/vorschlaege/999999/ablehnen/  L3444444  L3444444
meetings:action_items                /treffen/aufgaben/                           L3......  L3555555
meetings:enter_action_item           /treffen/{begun}/aufgaben/neu/               L33334..  L33334..
meetings:enter_action_item           /treffen/{announced}/aufgaben/neu/           L33334RR  L33334RR
meetings:enter_action_item           /treffen/{draft}/aufgaben/neu/               L34444RR  L34444RR
meetings:change_action_item    /treffen/{begun}/aufgaben/{task}/bearbeiten/       L33334..  L33334..
meetings:change_action_item    /treffen/{announced}/aufgaben/{task}/bearbeiten/   L3444444  L3444444
meetings:delete_action_item    /treffen/{begun}/aufgaben/{task}/loeschen/         L33334..  L33334RR
meetings:delete_action_item    /treffen/{begun}/aufgaben/999999/loeschen/         L3444444  L3444444
meetings:finish_action_item    /treffen/{begun}/aufgaben/{task}/erledigt/         L3555555  L3RR34RR
meetings:finish_action_item    /treffen/{announced}/aufgaben/{task}/erledigt/     L3555555  L3444444
meetings:reopen_action_item    /treffen/{begun}/aufgaben/{task}/wieder-offen/     L3555555  L3RR34RR
meetings:reopen_action_item    /treffen/{begun}/aufgaben/999999/wieder-offen/     L3555555  L3444444
meetings:groups                      /treffen/arbeitsgruppen/                     L3......  L3555555
meetings:create_group                /treffen/arbeitsgruppen/neu/                 L33333..  L33333..
meetings:group                       /treffen/arbeitsgruppen/{group}/             L3...4..  L3555555
meetings:group                       /treffen/arbeitsgruppen/999999/              L3444444  L3555555
meetings:change_group                /treffen/arbeitsgruppen/{group}/bearbeiten/  L33334..  L33334..
meetings:end_group                   /treffen/arbeitsgruppen/{group}/beenden/     L33334..  L33334RR
meetings:join_group                  /treffen/arbeitsgruppen/{group}/beitreten/   L3555555  L3RRR433
meetings:join_group                  /treffen/arbeitsgruppen/999999/beitreten/    L3555555  L3444444
meetings:take_in                     /treffen/arbeitsgruppen/{group}/aufnehmen/   L33334..  L33334..
meetings:change_member {group_page}landkreise/03351/bearbeiten/                   L3..34..  L3..34..
meetings:change_member {group_page}landkreise/03352/bearbeiten/                   L3444444  L3444444
meetings:leave_group   {group_page}landkreise/03351/austreten/                    L3..34..  L3RR34RR
meetings:leave_group   {group_page}landkreise/nirgends/austreten/                 L3444444  L3444444
meetings:create_poll    /treffen/terminabstimmungen/neu/                          L33333..  L33333..
meetings:poll           /treffen/terminabstimmungen/{poll}/                       L3...4..  L3555555
meetings:poll           /treffen/terminabstimmungen/{poll_draft}/                 L34444..  L3555555
meetings:poll           /treffen/terminabstimmungen/{group_poll}/                 L3..44..  L3555555
meetings:change_poll    /treffen/terminabstimmungen/{poll}/bearbeiten/            L33334..  L33334..
meetings:change_poll    /treffen/terminabstimmungen/{poll_draft}/bearbeiten/      L34444..  L34444..
meetings:open_poll      /treffen/terminabstimmungen/{poll_draft}/eroeffnen/       L34444..  L34444RR
meetings:answer_poll    /treffen/terminabstimmungen/{poll}/antwort/               L3RRR433  L3...433
meetings:answer_poll    /treffen/terminabstimmungen/{poll_draft}/antwort/         L3444433  L3444433
meetings:answer_poll    /treffen/terminabstimmungen/{group_poll}/antwort/         L3RR4433  L3..4433
meetings:add_poll_date  /treffen/terminabstimmungen/{poll}/ergaenzen/             L33334..  L33334..
meetings:choose_date /treffen/terminabstimmungen/{poll}/termine/{day}/waehlen/ L33334.. L33334..
meetings:choose_date    /treffen/terminabstimmungen/{poll}/termine/999999/waehlen/L3333444  L3333444
meetings:end_poll       /treffen/terminabstimmungen/{poll}/beenden/               L33334..  L33334..
meetings:cancel_poll    /treffen/terminabstimmungen/{poll}/absagen/               L33334..  L33334..
meetings:enter_resolution            /treffen/{begun}/beschluesse/neu/            L33334..  L33334..
meetings:enter_resolution            /treffen/{announced}/beschluesse/neu/        L33334RR  L33334RR
meetings:enter_resolution            /treffen/{draft}/beschluesse/neu/            L34444RR  L34444RR
meetings:change_resolution  /treffen/{begun}/beschluesse/{resolution}/bearbeiten/ L33334..  L33334..
meetings:change_resolution /treffen/{announced}/beschluesse/999999/bearbeiten/ L3444444 L3444444
meetings:delete_resolution  /treffen/{begun}/beschluesse/{resolution}/loeschen/   L33334..  L33334RR
meetings:delete_resolution  /treffen/{begun}/beschluesse/999999/loeschen/         L3444444  L3444444
meetings:minutes                     /treffen/{minuted}/protokoll/                L3...4..  L3555555
meetings:minutes                     /treffen/{drafted}/protokoll/                L34444..  L3555555
meetings:minutes                     /treffen/{announced}/protokoll/              L3444444  L3555555
meetings:draft_minutes               /treffen/{silent}/protokoll/anlegen/         L33334..  L33334RR
meetings:draft_minutes               /treffen/{drafted}/protokoll/anlegen/        L33334RR  L33334RR
meetings:draft_minutes               /treffen/{announced}/protokoll/anlegen/      L33334RR  L33334RR
meetings:draft_minutes               /treffen/{draft}/protokoll/anlegen/          L34444RR  L34444RR
meetings:change_minutes              /treffen/{minuted}/protokoll/bearbeiten/     L33334..  L33334..
meetings:change_minutes              /treffen/{drafted}/protokoll/bearbeiten/     L34444..  L34444..
meetings:change_minutes              /treffen/{announced}/protokoll/bearbeiten/   L3444444  L3444444
meetings:circulate_minutes           /treffen/{drafted}/protokoll/umlauf/         L34444..  L34444..
meetings:circulate_minutes           /treffen/{minuted}/protokoll/umlauf/         L33334RR  L33334RR
meetings:adopt_minutes               /treffen/{closed}/protokoll/genehmigen/      L33334..  L33334..
meetings:adopt_minutes               /treffen/{minuted}/protokoll/genehmigen/     L33334RR  L33334RR
meetings:minutes_file                /treffen/{minuted}/protokoll/protokoll.pdf   L3...4..  L3555555
meetings:minutes_file                /treffen/{minuted}/protokoll/protokoll.docx  L3...4..  L3555555
meetings:minutes_file                /treffen/{minuted}/protokoll/protokoll.exe   L3444444  L3555555
meetings:minutes_file                /treffen/{drafted}/protokoll/protokoll.pdf   L34444..  L3555555
meetings:minutes_versions            /treffen/{minuted}/protokoll/fassungen/      L3...4..  L3555555
meetings:minutes_versions            /treffen/{drafted}/protokoll/fassungen/      L34444..  L3555555
meetings:minutes_version             /treffen/{minuted}/protokoll/fassungen/1/    L3...4..  L3555555
meetings:minutes_version           /treffen/{minuted}/protokoll/fassungen/999999/ L3444444  L3555555
meetings:compare_versions            /treffen/{minuted}/protokoll/fassungen/1/1/  L3...4..  L3555555
meetings:compare_versions         /treffen/{minuted}/protokoll/fassungen/1/9999/  L3444444  L3555555
meetings:make_remark                 /treffen/{minuted}/anmerkungen/neu/         L3...433  L3...433
meetings:make_remark                 /treffen/{closed}/anmerkungen/neu/          L3RRR433  L3...433
meetings:make_remark                 /treffen/{drafted}/anmerkungen/neu/         L3444433  L3444433
meetings:withdraw_remark /treffen/{minuted}/anmerkungen/{remark}/zurueckziehen/ L3..3433 L3RR3433
meetings:withdraw_remark /treffen/{minuted}/anmerkungen/999999/zurueckziehen/ L3444444 L3444444
meetings:decide_remark /treffen/{minuted}/anmerkungen/{remark}/entscheiden/ L33334.. L33334..
meetings:decide_remark  /treffen/{minuted}/anmerkungen/999999/entscheiden/ L3444444 L3444444
meetings:take_notes                  /treffen/{begun}/mitschrift/                 L33334..  L33334RR
meetings:take_notes                  /treffen/{announced}/mitschrift/             L33334RR  L33334RR
meetings:take_notes                  /treffen/{draft}/mitschrift/                 L34444RR  L34444RR
meetings:note_attendance             /treffen/{begun}/anwesenheit/                L3555555  L33334RR
meetings:note_attendance             /treffen/{draft}/anwesenheit/                L3555555  L34444RR
meetings:add_attendance              /treffen/{begun}/anwesenheit/neu/            L33334..  L33334..
meetings:add_attendance              /treffen/{announced}/anwesenheit/neu/        L33334RR  L33334RR
meetings:add_attendance              /treffen/{draft}/anwesenheit/neu/            L34444RR  L34444RR
meetings:remove_attendance  /treffen/{begun}/anwesenheit/{attendance}/entfernen/  L3555555  L33334RR
meetings:remove_attendance  /treffen/{announced}/anwesenheit/999999/entfernen/    L3555555  L3333444
meetings:calendar_file               /treffen/{announced}/termin.ics              L3...4..  L3555555
meetings:calendar_file               /treffen/{draft}/termin.ics                  L34444..  L3555555

recommendations:recommendations      /empfehlungen/                               ........  55555555
recommendations:demands              /empfehlungen/forderungen/                   ........  55555555
recommendations:create_recommendation /empfehlungen/neu/                          L33333..  L33333..
recommendations:recommendation       /empfehlungen/{published}/                   ........  55555555
recommendations:recommendation       /empfehlungen/{replaced}/                    ........  55555555
recommendations:recommendation       /empfehlungen/{idea}/                        L4...4..  55555555
recommendations:recommendation       /empfehlungen/999999/                        L4444444  55555555
recommendations:change_recommendation /empfehlungen/{idea}/bearbeiten/            L33334..  L33334..
recommendations:change_recommendation /empfehlungen/{published}/bearbeiten/       L33333RR  L33333RR
recommendations:move_recommendation  /empfehlungen/{idea}/schritt/draft/          L33334..  L33334..
recommendations:move_recommendation  /empfehlungen/{idea}/schritt/published/      L33334RR  L33334RR
recommendations:move_recommendation  /empfehlungen/{published}/schritt/withdrawn/ L33333..  L33333..
recommendations:move_recommendation  /empfehlungen/{idea}/schritt/nirgends/       L3444444  L3444444

digests:news                         /neu/                                        L3......  L3555555
digests:preference                   /einstellungen/benachrichtigungen/           L3......  L3......
mailroom:inbox                       /einstellungen/post/                         L3......  L3555555
mailroom:resubscribe             /einstellungen/post/recommendation_moved/wieder/ L3555555  L3R44444
mailroom:resubscribe                 /einstellungen/post/nirgends/wieder/         L3555555  L3444444
mailroom:occasions                   /einstellungen/post/zustellung/              L33333..  L3555555
mailroom:occasion         /einstellungen/post/zustellung/anlass/{occasion}/       L33333..  L3555555
mailroom:occasion         /einstellungen/post/zustellung/anlass/gibt:es:nicht/    L3333344  L3555555
mailroom:people                      /einstellungen/post/zustellung/personen/     L33333..  L3555555
mailroom:person           /einstellungen/post/zustellung/personen/{reader}/       L33333..  L3555555
mailroom:person           /einstellungen/post/zustellung/personen/999999/         L3333344  L3555555
mailroom:mail             /einstellungen/post/zustellung/mails/{sent}/            L33333..  L3555555
mailroom:mail             /einstellungen/post/zustellung/mails/999999/            L3333344  L3555555
mailroom:resend           /einstellungen/post/zustellung/mails/{sent}/noch-einmal/ L33333.. L33333RR
mailroom:resend           /einstellungen/post/zustellung/mails/{due}/noch-einmal/ L33333RR L33333RR
mailroom:resend           /einstellungen/post/zustellung/mails/999999/noch-einmal/ L3333344 L3333344
mailroom:unsubscribe                 /abbestellen/{token}/                        ........  ........
mailroom:unsubscribe                 /abbestellen/nirgends/                       44444444  44444444

account_overview                     /konto/                                      L.......  L5555555
account_end_sign_ins                 /konto/sitzungen/beenden/                    L5555555  LRRRRRRR
account_end_sign_in                  /konto/sitzungen/999999/beenden/             L5555555  L4444444
account_delivery_address             /konto/zustelladresse/                       L.......  L.......
account_confirm_delivery_address     /konto/zustelladresse/bestaetigen/           LRRRRRRR  LRRRRRRR
account_send_delivery_code           /konto/zustelladresse/code/                  L5555555  LRRRRRRR
account_remove_delivery_address      /konto/zustelladresse/entfernen/             L5555555  LRRRRRRR
mfa_index                            /konto/2fa/                                  L.......  L5555555
mfa_authenticate                     /konto/2fa/authenticate/                     RRRRRRRR  RRRRRRRR
mfa_reauthenticate                   /konto/2fa/reauthenticate/                   LRRRRRRR  LRRRRRRR
mfa_activate_totp                    /konto/2fa/totp/activate/                    LRRRRRRR  LRRRRRRR
mfa_deactivate_totp                  /konto/2fa/totp/deactivate/                  L4444444  L4444444
mfa_view_recovery_codes              /konto/2fa/recovery-codes/                   LRRRRRRR  L5555555
mfa_generate_recovery_codes          /konto/2fa/recovery-codes/generate/          LRRRRRRR  LRRRRRRR
mfa_download_recovery_codes          /konto/2fa/recovery-codes/download/          LRRRRRRR  L5555555
mfa_add_webauthn                     /konto/2fa/webauthn/add/                     LRRRRRRR  LRRRRRRR
mfa_login_webauthn                   /konto/2fa/webauthn/login/                   RRRRRRRR  RRRRRRRR
mfa_reauthenticate_webauthn          /konto/2fa/webauthn/reauthenticate/          LRRRRRRR  LRRRRRRR
mfa_edit_webauthn                    /konto/2fa/webauthn/keys/999999/edit/        LRRRRRRR  LRRRRRRR
mfa_remove_webauthn                  /konto/2fa/webauthn/keys/999999/remove/      LRRRRRRR  LRRRRRRR
account_login                        /konto/login/                                .RRRRRRR  .RRRRRRR
account_logout                       /konto/logout/                               R.......  RRRRRRRR
account_inactive                     /konto/inactive/                             ........  55555555
account_signup                       /konto/signup/                               .RRRRRRR  .RRRRRRR
account_reauthenticate               /konto/reauthenticate/                       L.......  L.......
account_email                        /konto/email/                                L.......  LRRRRRRR
account_email_verification_sent      /konto/confirm-email/                        RRRRRRRR  RRRRRRRR
account_change_password              /konto/password/change/                      L.......  L.......
account_set_password                 /konto/password/set/                         LRRRRRRR  LRRRRRRR
account_reset_password               /konto/password/reset/                       ........  ........
account_confirm_login_code           /konto/login/code/confirm/                   RRRRRRRR  RRRRRRRR
account_confirm_password_reset_code  /konto/password/reset/confirm/               RRRRRRRR  RRRRRRRR
account_complete_password_reset      /konto/password/reset/complete/              RRRRRRRR  RRRRRRRR
account_password_reset_completed     /konto/password/reset/done/                  ........  55555555
account_request_login_code           /konto/login/code/                           .RRRRRRR  .RRRRRRR

admin:index                          /verwaltung/                                 L333333.  L333333.
admin:login                          /verwaltung/login/                           L333333R  L333333R
admin:logout                         /verwaltung/logout/                          L3333335  L333333.
admin:password_change                /verwaltung/password_change/                 L333333R  L333333R
admin:password_change_done           /verwaltung/password_change/done/            L333333.  L3333335
admin:autocomplete                   {autocomplete}                              L333333.  L3333335
admin:jsi18n                         /verwaltung/jsi18n/                          L333333.  L3333335
admin:view_on_site                   /verwaltung/r/{content_type}/{celle}/        L333333R  L333333R
admin:app_list                       /verwaltung/members/                         L333333.  L333333.
admin:members_person_import          /verwaltung/members/person/import/           L333333.  L333333.
admin:members_person_import_template {person_import}vorlage.csv                   L333333.  L333333.
admin:members_person_import_template {person_import}vorlage.pdf                   L3333334  L3333334
admin:members_person_import_one      {person_import}{members_import}/             L333333.  L333333.
admin:members_person_import_one      {person_import}999999/                       L3333334  L3333334
admin:members_person_export          /verwaltung/members/person/export.csv        L3333335  L333333.
admin:members_mandate_export         /verwaltung/members/mandate/export.xlsx      L3333335  L333333.
admin:members_membership_export      /verwaltung/members/membership/export.csv    L3333335  L333333.
admin:members_membership_export      /verwaltung/members/membership/export.pdf    L3333335  L3333334
admin:members_person_merge           {merge}                                      L333333.  L333333R
admin:members_person_merge           {merge}?mit={merged}                         L333333.  L333333R
admin:members_person_merge           {merge}?mit=999999                           L3333334  L333333R
admin:members_person_merge           {merge_nobody}                               L3333334  L3333334
admin:members_membership_import      {membership_import}                          L333333.  L333333.
admin:members_membership_import_template {membership_import}vorlage.xlsx          L333333.  L333333.
admin:members_membership_import_one  {membership_import}{members_import}/         L3333334  L3333334
admin:catch_all                      /verwaltung/nirgends/                        L3333334  L3333334

demo:mailboxes                       /demo/post/                                  ........  55555555
demo:mailbox                         {mailbox}                                    ........  55555555
demo:letter                          {mailbox}{letter}/                           ........  55555555
demo:letter_html                     {mailbox}{letter}/html/                      ........  55555555
demo:letter_raw                      {mailbox}{letter}/roh/                       ........  55555555
demo:letter_part                     {mailbox}{letter}/teil/1/                    ........  55555555
"""

# The admin's pages, the same for each model. What an administrator may do with it:
#   a  add      c  change      d  delete
ADMIN = {
    "admin_logentry": "",
    "digests_digest": "",
    "digests_digestpreference": "",
    "front_barrierreport": "d",
    "mailroom_announcement": "",
    "mailroom_bounce": "",
    "mailroom_heartbeat": "",
    "mailroom_mail": "",
    "mailroom_pause": "",
    "mailroom_preference": "",
    "mailroom_restingdomain": "",
    "mailroom_suppression": "d",
    "meetings_calendarfeed": "",
    "meetings_datepoll": "",
    "meetings_meeting": "",
    "meetings_registration": "",
    "meetings_workinggroup": "",
    "members_absence": "",
    "members_district": "c",
    "members_federalstate": "",
    "members_import": "",
    "members_invitation": "",
    "members_mandate": "ac",
    "members_membership": "ac",
    "members_organisation": "acd",
    "members_person": "ac",
    "members_topic": "acd",
    "recommendations_demand": "",
    "recommendations_recommendation": "",
}


@dataclass(frozen=True)
class Row:
    """One address, and the letter for each role, of GET and of POST."""

    name: str
    address: str
    get: str
    post: str


def rows() -> list[Row]:
    lines = [line.split() for line in TABLE.splitlines()]
    return [Row(*words) for words in lines if len(words) == 4 and words[0] != "name"] + [
        row for model, may in ADMIN.items() for row in _admin(model, may)
    ]


def _admin(model: str, may: str):
    """The pages that Django makes for one model, for the administrator alone."""
    app, name = model.split("_", 1)
    base = f"/verwaltung/{app}/{name}/"
    one = f"{base}{{{model}}}/"
    adds, changes, deletes = ("." if letter in may else "3" for letter in "acd")
    for page, address, get, post in (
        ("changelist", base, ".", "."),
        ("add", f"{base}add/", adds, adds),
        ("change", f"{one}change/", ".", changes),
        ("history", f"{one}history/", ".", "."),
        ("delete", f"{one}delete/", deletes, deletes),
    ):
        yield Row(f"admin:{model}_{page}", address, f"L333333{get}", f"L333333{post}")
    yield Row(f"admin:{model}", one, "L333333R", "L333333R")
