from django.urls import path

from field_api.oversight import pages
from field_api.oversight.api import kinds as forms
from field_api.oversight.api import letters, reconciliation, replays, systems
from field_api.oversight.pages import kind_drafts, kind_policy, kind_routes, kinds, system_settings
from field_api.oversight.pages.administration import administration
from field_api.oversight.pages.values import values

api_urlpatterns = [
    path("forms/drafts", forms.Drafts.as_view(), name="form-drafts"),
    path("forms/drafts/<uuid:draft>", forms.OneDraft.as_view(), name="form-draft"),
    path("forms/drafts/<uuid:draft>/propose", forms.ProposeDraft.as_view(), name="form-propose"),
    path("forms/<slug:kind>/<int:version>/retire", forms.RetireForm.as_view(), name="form-retire"),
    path(
        "forms/<slug:kind>/<int:before>..<int:after>", forms.Changes.as_view(), name="form-changes"
    ),
    path("systems/health", systems.Healths.as_view(), name="systems-health"),
    path("systems/<slug:code>/pause", systems.Pause.as_view(), name="pause"),
    path("systems/<slug:code>/drain", systems.Drain.as_view(), name="drain"),
    path("systems/<slug:code>/resume", systems.Resume.as_view(), name="resume"),
    path("alerts", systems.Alerts.as_view(), name="alerts"),
    path("alerts/<int:alert>/acknowledge", systems.Acknowledge.as_view(), name="acknowledge"),
    path("letters", letters.Letters.as_view(), name="letters"),
    path("letters/<slug:key>", letters.OneGroup.as_view(), name="letter-group"),
    path("deliveries/<uuid:delivery>/vouch", letters.Vouch.as_view(), name="vouch"),
    path("deliveries/<uuid:delivery>/skip", letters.Skip.as_view(), name="skip"),
    path("submissions/<uuid:submission>/trace", letters.Trace.as_view(), name="trace"),
    path("tasks", letters.Tasks.as_view(), name="tasks"),
    path("tasks/<int:task>/done", letters.Done.as_view(), name="task-done"),
    path("replays/plan", replays.Plan.as_view(), name="replay-plan"),
    path("replays", replays.Replays.as_view(), name="replays"),
    path("replays/<int:replay>", replays.OneReplay.as_view(), name="replay"),
    path("replays/<int:replay>/second", replays.Second.as_view(), name="replay-second"),
    path("replays/<int:replay>/stop", replays.Stop.as_view(), name="replay-stop"),
    path("reconciliations", reconciliation.Reconciliations.as_view(), name="reconciliations"),
    path(
        "reconciliations/<int:run>",
        reconciliation.OneReconciliation.as_view(),
        name="reconciliation",
    ),
    path(
        "reconciliations/<int:run>/differences/<int:difference>/settle",
        reconciliation.Settle.as_view(),
        name="settle-difference",
    ),
]

page_urlpatterns = [
    path("desk/administration/", administration, name="desk-administration"),
    path("desk/administration/systems/", system_settings.systems, name="desk-systems"),
    path("desk/administration/systems/new/", system_settings.new, name="desk-system-new"),
    path("desk/administration/systems/<slug:system>/", system_settings.system, name="desk-system"),
    path("desk/forms/", kinds.forms, name="desk-forms"),
    path("desk/forms/drafts/new/", kind_drafts.bring, name="desk-form-new"),
    path("desk/forms/drafts/<uuid:draft>/", kind_drafts.draft, name="desk-form-draft"),
    path(
        "desk/forms/drafts/<uuid:draft>/form.<str:ending>",
        kind_drafts.draft_download,
        name="desk-form-draft-file",
    ),
    path("desk/forms/<slug:kind>/", kinds.kind, name="desk-kind"),
    path("desk/forms/<slug:kind>/policy/", kind_policy.policy, name="desk-kind-policy"),
    path("desk/forms/<slug:kind>/routes/<slug:system>/", kind_routes.route, name="desk-kind-route"),
    path("desk/forms/<slug:kind>/<int:version>/", kinds.form, name="desk-form"),
    path(
        "desk/forms/<slug:kind>/<int:version>/form.<str:ending>",
        kinds.download,
        name="desk-form-file",
    ),
    path(
        "desk/forms/<slug:kind>/<int:before>..<int:after>/",
        kinds.differences,
        name="desk-form-changes",
    ),
    path("console/", pages.systems, name="console"),
    path("console/systems/<slug:code>/", pages.system, name="console-system"),
    path("console/systems/<slug:code>/values/<slug:kind>/", values, name="console-values"),
    path("console/alerts/<int:alert>/", pages.alert, name="console-alert"),
    path("console/letters/", pages.letters, name="console-letters"),
    path("console/letters/<slug:key>/", pages.group, name="console-group"),
    path("console/deliveries/<uuid:delivery>/", pages.delivery, name="console-delivery"),
    path("console/entries/<uuid:submission>/", pages.entry, name="console-entry"),
    path("console/replays/", pages.replays, name="console-replays"),
    path("console/replays/<int:replay>/", pages.replay, name="console-replay"),
    path("console/tasks/", pages.tasks, name="console-tasks"),
    path("console/reconciliation/", pages.reconciliations, name="console-reconciliations"),
    path("console/reconciliation/<int:run>/", pages.reconciliation, name="console-reconciliation"),
    path("console/reconciliation/<int:run>/differences.csv", pages.export, name="console-export"),
]
