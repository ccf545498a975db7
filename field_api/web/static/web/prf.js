// A secret that the phone's own lock gives out: WebAuthn's PRF extension on the authenticator that
// is built in. It counts wrong fingers in hardware, answers without a signal, and knows nothing of
// the server: the challenge is thrown away and no signature is looked at. What is wanted is 32 bytes.

const PATIENCE = 60_000;
const ES256 = -7;
const RS256 = -257; // all that some versions of Windows Hello make

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Whether this browser may have one. Asked first: without an authenticator Chromium's own dialog
 *  would wait for a key that nobody has. */
export async function isThere() {
  if (!window.isSecureContext || !window.PublicKeyCredential) return false;
  try {
    const able = (await PublicKeyCredential.getClientCapabilities?.()) ?? {};
    if (able["extension:prf"] === false) return false;
    return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  } catch {
    return false;
  }
}

/** A new credential and its secret: {credential, salt, secret}; undefined where it gives none.
 *  Throws NotAllowedError where the officer, or the address, does not allow it. */
export async function enrolled() {
  const salt = random(32);
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: random(32),
      rp: { name: "Fieldbook" },
      // Stands in the phone's list of passkeys: no officer's name.
      user: { id: random(16), name: "Fieldbook", displayName: "Fieldbook on this phone" },
      pubKeyCredParams: [ES256, RS256].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: {
        authenticatorAttachment: "platform",
        residentKey: "preferred", // Android gives a secret to passkeys only
        userVerification: "required",
      },
      timeout: PATIENCE,
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  const { prf } = made.getClientExtensionResults();
  if (!prf?.enabled) return undefined;
  const credential = new Uint8Array(made.rawId);
  // Some give the secret at once, others only say that they have one.
  const first = prf.results?.first;
  const secret = first ? new Uint8Array(first) : await secretOf({ credential, salt });
  return { credential, salt, secret };
}

/** The secret of a credential, after a finger or a face. Throws NotAllowedError as above. */
export async function secretOf({ credential, salt }) {
  const shown = await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: [{ type: "public-key", id: credential, transports: ["internal"] }],
      userVerification: "required",
      timeout: PATIENCE,
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  const first = shown.getClientExtensionResults().prf?.results?.first;
  if (!first) throw new Error("The phone’s lock gave no secret.");
  return new Uint8Array(first);
}
