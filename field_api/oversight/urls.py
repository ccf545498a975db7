from django.urls import path

from field_api.oversight import pages
from field_api.oversight.api import letters, reconciliation, replays, systems

api_urlpatterns = [
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
    path("console/", pages.systems, name="console"),
    path("console/systems/<slug:code>/", pages.system, name="console-system"),
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
