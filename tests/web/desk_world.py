"""A world in which every page of the desk and the console has something to show."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from field_api.alerts.actions import Whom
from field_api.audit.models import Finding, Sample
from field_api.audit.models import Look as Looked
from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import form_drafts, list_drafts
from field_api.connectors.models import System
from field_api.delivery.models import Replay
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.intelligence.models import Mention
from field_api.lib import clock
from field_api.oversight.models import Alert, Difference, Reconciliation
from field_api.policy.actions import importing
from field_api.policy.rules.sheets import What
from field_api.submissions.models import Submission
from tests import make
from tests.alerts import raised
from tests.audit.rows import question, taken_in
from tests.catalogue.drafting import note, proposed
from tests.catalogue.test_lists import BLUE, RED, a_list
from tests.drafts import roaming
from tests.house import world as worlds
from tests.intelligence import frauds
from tests.oversight.letters import REASON, attempt, delivery
from tests.policy.duties import found, read_in
from tests.policy.files import OFFICERS, line
from tests.policy.sharing import with_partner
from tests.policy.test_glass import broken
from tests.retention import reviewing
from tests.submissions.desk import INTEL, SEARCH, sent
from tests.tasking.asked import asked
from tests.watch.listed import listing
from tests.web.desk_pages import Ids

Part = dict[str, dict[str, str]]


def filled(folder: Path, told: Any) -> Ids:
    """The ids of what is there. `told` is pytest-django's `settings`."""
    world = worlds.made(folder, told)
    admin, author = make.officer(role=Role.FORCE_ADMIN), world.author
    search, report = (sent(world.phone, kind) for kind in (SEARCH, INTEL))
    old = reviewing.sent(world.phone, years=8)
    reviewing.dated(old)
    intelligence.read()
    mention = Mention.objects.filter(record=search, type="person")[:1].get()
    wallet, _ = (frauds.wallet_of(frauds.reported(world.phone)) for _ in range(2))
    roaming.of(author).saved()
    with_partner()
    stranger = make.officer(posted=make.unit("Custody"), role=Role.SUPERVISOR)
    broken(stranger, Submission.objects.get(pk=search))
    everywhere = {"submission": str(report), "mention": str(mention.pk), "kind": SEARCH}
    handsets = {"key": str(world.phone.device.pk)}
    return {
        "": everywhere,
        **_catalogue(admin),
        **_people(admin, author),
        **_audited(author),
        **_console(report),
        **_administration(admin),
        "insight/tables/": {"table": "days"},
        "insight/time/method/": {"name": "hours"},
        "insight/time/parts/": {"by": "day"},
        "desk/alerts/": {"alert": str(raised.alert(unit=author.home_unit()).pk)},
        "desk/indicators/": {"mention": str(wallet.pk), "kind": "wallet"},
        "desk/taskings/": {"tasking": str(asked(Whom(officer=author)).pk)},
        "desk/watch/": {"listing": str(listing(warnings=["VI"]).pk)},
        "desk/<uuid:submission>/retention/": {"submission": str(old.pk)},
        "console/handsets/": handsets,
        "console/handsets/letters/": {"name": world.ids["name"][0]},
    }


def _catalogue(admin: Officer) -> Part:
    catalogue.publish_list(document=a_list(RED), by=admin.login)
    form = form_drafts.bring_in(document=note(title="Note, longer"), by=admin)
    listed = list_drafts.bring_in(document=a_list(RED, BLUE), by=admin)
    versions = {"version": "3", "before": "2", "after": "3", "ending": "json"}
    form_ids = {"kind": SEARCH, "system": "stop-search", "draft": str(form.pk), **versions}
    return {
        "desk/forms/": form_ids,
        "desk/lists/": {"name": "colours", "version": "1", "draft": str(listed.pk)},
    }


def _people(admin: Officer, author: Officer) -> Part:
    group = found(admin)
    read_in(group, author, admin)
    form = form_drafts.bring_in(document=note(title="Note, shorter"), by=admin)
    row = proposed(form, admin)
    return {
        "desk/people/": {"officer": str(author.pk), "group": str(group.pk)},
        "desk/persons/": {"proposal": str(row.pk)},
    }


def _administration(admin: Officer) -> Part:
    text = f"{OFFICERS}\n{line('2001')}\n"
    row, _, _ = importing.try_file(what=What.OFFICERS, data=text.encode(), by=admin)
    assert row is not None
    return {
        "desk/administration/units/": {"unit": str(make.unit().pk)},
        "desk/administration/import/": {"what": "officers"},
        "desk/administration/export/": {"what": "officers"},
        "desk/administration/imports/": {"found": str(row.pk)},
        "desk/administration/systems/": {"system": "stop-search"},
    }


def _audited(officer: Officer) -> Part:
    row = question(officer)
    taken_in(row)
    seen = {"look_id": row.pk, "noticed_at": row.at, "happened_at": row.at}
    finding = Finding.objects.create(what="self", key="1", officer=officer, **seen)
    look = Looked.objects.get(pk=row.pk)
    Sample.objects.get_or_create(look=look, defaults={"officer": officer, "asked_at": look.at})
    return {"desk/audit/": {"finding": str(finding.pk)}}


def _console(report: Any) -> Part:
    records = System.objects.get(code="records")
    letter = delivery(records, reason=REASON)
    attempt(letter, "rejected", reason=REASON)
    doubt = delivery(records, report, "uncertain", reason="no answer in 10 s")
    attempt(doubt, "no_answer", reason="no answer in 10 s")
    late = {"seconds": 1200, "budget": 300, "open": 1}
    Alert.objects.create(system=records, what="lag", level=100, details=late)
    return {"console/": {"code": "records", "delivery": str(doubt.pk), **_runs(records)}}


def _runs(records: System) -> dict[str, str]:
    """A replay under way, and a comparison that found something; the key of a group of letters."""
    sergeant = make.supervisor()
    replay = Replay.objects.create(
        system=records, scope={"deliveries": []}, reason="Their disk was lost", state="running",
        total=400, made=100, requested_by=sergeant,
    )  # fmt: skip
    now = clock.now()
    run = Reconciliation.objects.create(
        system=records, since=now - timedelta(hours=1), until=now, compared_until=now,
        state="done", ended_at=now, unknown=1,
    )  # fmt: skip
    Difference.objects.create(
        reconciliation=run, what="unknown", key=uuid4(), reference="RMS-000042"
    )
    return {"replay": str(replay.pk), "run": str(run.pk), "key": _group(sergeant)}


def _group(sergeant: Officer) -> str:
    page = make.at_desk(sergeant).get("/console/letters/").content.decode()
    return re.findall(r"/console/letters/([0-9a-f]{16})/", page)[0]
