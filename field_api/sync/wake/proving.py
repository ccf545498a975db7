"""Whether a token came with the proof that it needs: what `identity.actions` asks at every other
door, for a process without Django. A wait, or a stream, is proved once, as it begins.
"""

from field_api.identity import rules as identity
from field_api.identity.rules import proofs
from field_api.identity.rules.proofs import NotProved, Proof
from field_api.lib import clock
from field_api.sync.wake import refusals
from field_api.sync.wake.asking import STREAM, WAIT, Asked
from field_api.sync.wake.reading import Bearer, Reader


class Proofs:
    """`key` is that of the nonces, the same at every door."""

    def __init__(self, reader: Reader, key: bytes) -> None:
        self.reader, self.key = reader, key

    @property
    def newest(self) -> str:
        return proofs.nonces(self.key, clock.now())[0]

    def read(self, asked: Asked) -> Proof | None:
        """The proof, of this request; None with a Bearer token. Raises Refusal."""
        if asked.proof is None:
            return None
        path = STREAM if asked.stream else WAIT
        of = proofs.Asked("GET", asked.host, path, identity.digest(asked.secret))
        try:
            proof = proofs.read(asked.proof)
            proofs.judge(proof, of, proofs.nonces(self.key, clock.now()))
        except NotProved as error:
            raise refusals.unproved(error.why, error.error, self.newest) from None
        return proof

    async def check(self, proof: Proof | None, bearer: Bearer) -> None:
        """Raises Refusal unless the bearer of the token holds its key too; and Away."""
        if proof is None:
            if bearer.bound:
                raise refusals.proof_needed()
            return
        why = "the key is not that of the handset"
        if proof.key_id == bearer.key_id:
            if await self.reader.is_new(proof.digest):
                return
            why = "a proof is shown once"
        raise refusals.unproved(why, proofs.INVALID, self.newest)
