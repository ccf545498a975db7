"""/insight/quality/: what is right at once, what is not, and where the forms make it hard."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from field_api.connectors.models import System
from field_api.insights.actions import measures
from field_api.insights.actions.measures import EntitySums, FieldSums, Sums, SystemSums
from field_api.insights.actions.naming import called
from field_api.insights.pages.choosing import Asked, chosen, insight_page, shown
from field_api.insights.pages.saying import FEWEST, Tell, by_what, over_time, per_cent
from field_api.insights.rules import charts
from field_api.insights.rules.pictures import Chart
from field_api.insights.rules.scales import said

ROWS = 15
"""Of a picture: the worst say most."""

Figures = list[tuple[str, Chart]]


@insight_page
def quality(request: HttpRequest) -> HttpResponse:
    asked = chosen(request)
    kinds, days = map(measures.by_one, measures.ways(asked.span, ("kind",), ("day",)))
    total = measures.together(kinds.values(), Sums)
    fields, types = measures.by_field(asked.span), measures.entities(asked.span)
    systems = measures.by_system(asked.span)
    context = {
        "tells": [*_of_entries(total), _turned_down(systems), *_of_entities(types)],
        "until": measures.counted_until(),
    }
    figures = [
        *_right(asked, kinds, days),
        *_by_field(asked, fields, kinds),
        *_by_system(asked, systems),
        *_named(types),
    ]
    title = _("Insight: quality")
    return shown(request, "quality", asked, context, title=title, figures=figures)


def _of_entries(total: Sums) -> list[Tell]:
    return [
        Tell(
            _("Right first time"),
            per_cent(total.first_right_share),
            _("%(right)s of %(all)s that somebody decided on")
            % {"right": said(total.first_right), "all": said(total.reviewed)},
            _(
                "Approved by the first decision about it, on its first version, as a share of all "
                "that somebody decided on. What the officer put right before anybody looked is not "
                "right first time; what was released without a look is in neither number."
            ),
        ),
        Tell(
            _("Sent back"),
            per_cent(measures.share(total.returned, total.reviewed)),
            _("%(n)s entries, at least once each; %(rejected)s were rejected")
            % {"n": said(total.returned), "rejected": said(total.rejected)},
            _("Entries sent back at least once, as a share of all that somebody decided on."),
        ),
        Tell(
            _("Needed answers given"),
            per_cent(total.complete_share),
            _("%(given)s of %(asked)s")
            % {"given": said(total.required_filled), "asked": said(total.required_all)},
            _(
                "Over the entries as they stand: of the questions that the form requires of every "
                "entry, or that a law or a standard asks for, how many were answered. Questions "
                "that are only asked sometimes, and rows of lists, are left out."
            ),
        ),
    ]


def _turned_down(systems: dict[int, SystemSums]) -> Tell:
    refused = sum(one.refused for one in systems.values())
    accepted = sum(one.accepted for one in systems.values())
    return Tell(
        _("Turned down by systems"),
        per_cent(measures.share(refused, refused + accepted)),
        _("%(refused)s of %(all)s that a system answered")
        % {"refused": said(refused), "all": said(refused + accepted)},
        _(
            "Deliveries that a system found at fault, as a share of those that it accepted or "
            "turned down. What waits, or can't be told, is in neither number."
        ),
    )


def _of_entities(types: dict[str, EntitySums]) -> list[Tell]:
    person = types.get("person", EntitySums())
    every = types.values()
    return [
        Tell(
            _("Persons named in full"),
            per_cent(measures.share(person.whole, person.mentions)),
            _("%(whole)s of %(all)s have all of “4+1”")
            % {"whole": said(person.whole), "all": said(person.mentions)},
            _(
                "“4+1” is the least that the Minimum POLE Data Standards of the National Police "
                "Chiefs’ Council (v1.1, 30 July 2023) ask of a person: given name, surname, date "
                "of birth and gender, and one way to reach them, which is an address, a telephone "
                "number or an e-mail address. Counted over persons as entries that stand name "
                "them. A person need not give their name in a stop and search (Code A 4.3A), so "
                "all is not to be had, and nobody is asked for more than the law lets be asked."
            ),
        ),
        Tell(
            _("Perhaps the same person twice"),
            said(person.doubled),
            _("of %(all)s persons") % {"all": said(person.mentions)},
            _(
                "Persons of whom an earlier entry of the force names one with the same identifier, "
                "such as name with date of birth, a number or a telephone, and nobody has said yet "
                "whether the two are one. Nothing is ever merged by itself."
            ),
        ),
        Tell(
            _("Linked to nothing"),
            said(sum(one.alone for one in every)),
            _("%(nameless)s have nothing to be recognised by")
            % {"nameless": said(sum(one.nameless for one in every))},
            _(
                "Persons, vehicles, places and other things that are the only one their entry "
                "names: the standard wants a person linked to at least one other. And those of "
                "whom nothing was written that they could be found by again."
            ),
        ),
    ]


def _right(asked: Asked, kinds: dict[str, Sums], days: dict[date, Sums]) -> Figures:
    titles = dict(asked.kinds)
    enough = {kind: sums for kind, sums in kinds.items() if sums.reviewed >= FEWEST}
    shares = [(titles.get(kind, kind), one.first_right_share) for kind, one in enough.items()]
    series = {
        _("Decided on"): over_time(asked, days, lambda one: one.reviewed),
        _("Right first time"): over_time(asked, days, lambda one: one.first_right),
    }
    complete = [(titles.get(kind, kind), one.complete_share) for kind, one in kinds.items()]
    return [
        (_("Right first time, by form"), charts.bars(_lowest(shares), unit="%")),
        (
            _("Right first time, %(by)s") % {"by": by_what(asked)},
            charts.lines(series, unit=_("entries")),
        ),
        (_("Needed answers given, by form"), charts.bars(_lowest(complete), unit="%")),
    ]


def _by_field(
    asked: Asked, fields: dict[tuple[str, str], FieldSums], kinds: dict[str, Sums]
) -> Figures:
    names = called(fields)
    titles = dict(asked.kinds)

    def labelled(kind: str, pointer: str) -> str:
        name = names[kind, pointer]
        return name if asked.kind else f"{titles.get(kind, kind)}: {name}"

    def most(column: str) -> list[tuple[str, float]]:
        rows = [(labelled(*key), float(getattr(one, column))) for key, one in fields.items()]
        return _most(rows)

    rates = [
        (labelled(*key), round(100 * (1 - one.returned / kinds[key[0]].reviewed), 1))
        for key, one in fields.items()
        if one.returned and key[0] in kinds and kinds[key[0]].reviewed >= FEWEST
    ]
    return [
        (
            _("Right first time, by field: entries not sent back for it"),
            charts.bars(sorted(rates, key=lambda row: (row[1], row[0]))[:ROWS], unit="%"),
        ),
        (_("Sent back most, by field"), charts.bars(most("returned"), unit=_("entries"))),
        (_("Found at fault by systems, by field"), charts.bars(most("refused"), unit=_("entries"))),
        (
            _("Changed in a later version, by field"),
            charts.bars(most("corrected"), unit=_("entries")),
        ),
    ]


def _by_system(asked: Asked, systems: dict[int, SystemSums]) -> Figures:
    names = dict(System.objects.filter(pk__in=systems).values_list("pk", "name"))
    found = measures.refusals(asked.span)
    rows = [
        (f"{names.get(system, system)}: {_why(reason)}", float(count))
        for (system, reason), count in found.items()
    ]
    return [(_("Turned down, by system and reason"), charts.bars(_most(rows), unit=_("times")))]


def _why(reason: str) -> str:
    """In words; the number is that of the answer (HTTP status, or what the system uses)."""
    word, _space, status = reason.partition(" ")
    said = {
        "unfit": _("not sent, it does not fit what the system takes"),
        "later": _("turned down after it was taken"),
        "field": _("a field at fault"),
        "entry": _("the entry as a whole"),
    }.get(word, word)
    return f"{said} ({status})" if status else str(said)


def _named(types: dict[str, EntitySums]) -> Figures:
    person = types.get("person", EntitySums())
    words = {
        _("Given name"): person.given,
        _("Surname"): person.surname,
        _("Date of birth"): person.born,
        _("Gender"): person.gender,
        _("Address, telephone or e-mail"): person.contact,
        _("All five"): person.whole,
    }
    parts = [(word, measures.share(count, person.mentions)) for word, count in words.items()]
    alone = [(_type(name), float(one.alone)) for name, one in types.items()]
    nameless = [(_type(name), float(one.nameless)) for name, one in types.items()]
    return [
        (
            _("“4+1” of persons named"),
            charts.bars(
                [(word, _hundred(part)) for word, part in parts if part is not None], unit="%"
            ),
        ),
        (_("The only one their entry names"), charts.bars(_most(alone), unit=_("mentions"))),
        (_("Nothing to be recognised by"), charts.bars(_most(nameless), unit=_("mentions"))),
    ]


def _type(name: str) -> str:
    return {
        "person": _("Person"),
        "organisation": _("Organisation"),
        "place": _("Place"),
        "vehicle": _("Vehicle"),
        "phone": _("Telephone"),
        "email": _("E-mail address"),
        "online": _("Online account"),
        "account": _("Bank account"),
        "wallet": _("Wallet"),
        "property": _("Property"),
        "weapon": _("Weapon"),
        "drug": _("Drug"),
        "document": _("Document"),
        "event": _("Event"),
    }.get(name, name)


def _hundred(share: float) -> float:
    return round(100 * share, 1)


def _lowest(shares: Iterable[tuple[str, float | None]]) -> list[tuple[str, float]]:
    found = [(name, _hundred(share)) for name, share in shares if share is not None]
    return sorted(found, key=lambda row: (row[1], row[0]))[:ROWS]


def _most(rows: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    found = [row for row in rows if row[1]]
    return sorted(found, key=lambda row: (-row[1], row[0]))[:ROWS]
