from django.urls import path

from field_api.audit import pages
from field_api.audit.api import asked, auditing

api_urlpatterns = [
    path("asked", asked.Asked.as_view(), name="asked"),
    path("asked/<int:sample>/answer", asked.Answer.as_view(), name="asked-answer"),
    path("audit/events", auditing.Events.as_view(), name="audit-events"),
    path("audit/findings", auditing.Findings.as_view(), name="audit-findings"),
    path("audit/findings/<int:finding>", auditing.OneFinding.as_view(), name="audit-finding"),
    path(
        "audit/findings/<int:finding>/conclude", auditing.Conclude.as_view(), name="audit-conclude"
    ),
    path("audit/answers", auditing.Answers.as_view(), name="audit-answers"),
    path("audit/answers/<int:sample>/judge", auditing.Judge.as_view(), name="audit-judge"),
    path("audit/subject-access", auditing.SubjectAccess.as_view(), name="audit-subject-access"),
    path("audit/disclosures", auditing.Disclosures.as_view(), name="audit-disclosures"),
    path("audit/processing", auditing.Processing.as_view(), name="audit-processing"),
]

page_urlpatterns = [
    path("desk/audit/", pages.search, name="desk-audit"),
    path("desk/audit/export", pages.export, name="desk-audit-export"),
    path("desk/audit/findings/", pages.findings, name="desk-findings"),
    path("desk/audit/findings/<int:finding>/", pages.finding, name="desk-finding"),
    path("desk/audit/answers/", pages.answers, name="desk-answers"),
    path("desk/audit/reports/", pages.reports, name="desk-reports"),
    path("desk/audit/processing/", pages.processing, name="desk-processing"),
    path("desk/asked/", pages.asked, name="desk-asked"),
]
