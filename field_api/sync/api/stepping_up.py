"""/api/v1/verify and /api/v1/grants: showing a factor anew, with a session that is open."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity import actions as identity
from field_api.identity.actions import factors, freshness
from field_api.identity.actions.factors import Assertion, Code, Evidence
from field_api.identity.actions.grants import Object
from field_api.identity.actions.passkeys import Site
from field_api.identity.rules.stepping import ACTION, GRANT_OBJECTS
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.sync.api.asking import token_of


class Shown(s.Serializer[object]):
    """One of the two: `otp`, or `passkey`, the answer to a challenge of /grants/challenge."""

    otp = s.RegexField(r"^([0-9]\s?){6}$", required=False, help_text="Six figures; works once.")
    passkey = s.DictField(
        required=False, help_text="PublicKeyCredential.toJSON() of navigator.credentials.get."
    )

    def evidence(self, request: Request) -> Evidence:
        self.is_valid(raise_exception=True)
        given = self.validated_data
        if ("otp" in given) == ("passkey" in given):
            raise Problem(400, "malformed-request", "Give either `otp` or `passkey`")
        if "otp" in given:
            return Code(given["otp"])
        return Assertion(given["passkey"], Site.at(request.scheme, request.get_host()))


class GrantObject(s.Serializer[object]):
    object = s.CharField(max_length=80, help_text="`submission:<id>`.")
    hash = s.RegexField(
        r"^([0-9a-f]{64})?$", allow_blank=True, default="", help_text="Of what was seen of it."
    )


class GrantAsked(Shown):
    action = s.RegexField(f"^{ACTION.pattern}$", help_text="As a refusal names it in `grant`.")
    objects = s.ListField(child=GrantObject(), min_length=1, max_length=GRANT_OBJECTS)

    def named(self) -> list[Object]:
        return [(one["object"], one["hash"]) for one in self.validated_data["objects"]]


class GrantGiven(s.Serializer[object]):
    grant = s.CharField(help_text="Once for each object, from this handset alone.")
    expires_at = s.DateTimeField()


class Verified(s.Serializer[object]):
    verified_at = s.DateTimeField()


class ChallengeGiven(s.Serializer[object]):
    options = s.DictField(help_text="PublicKeyCredentialRequestOptionsJSON.")


class Verify(APIView):
    """Show code or passkey again: what asked for it (`verify-again`) may then be repeated."""

    @extend_schema(operation_id="verify", request=Shown, responses=Verified)
    def post(self, request: Request) -> Response:
        evidence = Shown(data=request.data).evidence(request)
        token = freshness.verify(token=token_of(request), evidence=evidence)
        return Response({"verified_at": clock.iso(token.verified_at)})


class Grants(APIView):
    """Leave for one action on up to twenty objects, as they were seen; five minutes."""

    @extend_schema(operation_id="grants_give", request=GrantAsked, responses={201: GrantGiven})
    def post(self, request: Request) -> Response:
        asked, token = GrantAsked(data=request.data), token_of(request)
        evidence = asked.evidence(request)
        secret, grant = identity.give_grant(
            officer=token.officer,
            holder=token.device,
            action=asked.validated_data["action"],
            objects=asked.named(),
            evidence=evidence,
        )
        return Response({"grant": secret, "expires_at": clock.iso(grant.expires_at)}, status=201)


class PasskeyChallenge(APIView):
    """What a passkey is to answer, once, within five minutes."""

    @extend_schema(operation_id="grants_challenge", request=None, responses=ChallengeGiven)
    def post(self, request: Request) -> Response:
        token, site = token_of(request), Site.at(request.scheme, request.get_host())
        options: dict[str, Any] = factors.challenge(
            officer=token.officer, holder=token.device, site=site
        )
        return Response({"options": options})
