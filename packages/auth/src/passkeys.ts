import { randomBytes } from "node:crypto";

/** Who asks for passkeys (WebAuthn Level 3, relying party). */
export interface RelyingParty {
  /** A host name: passkeys know no addresses. */
  id: string;
  /** Of the pages that may ask. */
  origins: readonly string[];
}

export interface KnownPasskey {
  /** base64url. */
  id: string;
  transports: readonly string[];
}

export interface StoredPasskey extends KnownPasskey {
  /** COSE key, base64url. */
  publicKey: string;
  counter: number;
}

export interface RegisteredPasskey extends StoredPasskey {
  isBackedUp: boolean;
}

/** What a browser answers to `createPasskeyOptions`; all but the transports base64url. */
export interface Registration {
  id: string;
  clientDataJSON: string;
  attestationObject: string;
  transports: readonly string[];
}

/** What a browser answers to `askPasskeyOptions`; all base64url. */
export interface Assertion {
  id: string;
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
}

/** Takes a challenge away and says whether it was there: each is good once. */
export type TakeChallenge = (challenge: string) => Promise<boolean>;

/** Loaded with its first use: it is large, and few logins need it. */
const load = () => import("@simplewebauthn/server");
const challengeBytes = 32;
const timeoutMs = 300_000;

const toPlain = ({ id, transports }: KnownPasskey) => ({ id, transports: [...transports] });

/** What a browser is asked to make a passkey with. Its `challenge` is to be kept. */
export async function createPasskeyOptions(
  party: RelyingParty,
  {
    user,
    known,
  }: { user: { id: string; email: string; name: string | null }; known: readonly KnownPasskey[] },
) {
  const { generateRegistrationOptions } = await load();
  return generateRegistrationOptions({
    rpName: "PatchOps",
    rpID: party.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.email,
    userDisplayName: user.name ?? user.email,
    challenge: new Uint8Array(randomBytes(challengeBytes)),
    timeout: timeoutMs,
    attestationType: "none",
    excludeCredentials: known.map(toPlain),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** What a browser is asked to sign with a passkey: one of the known, or without them any that it has for us. */
export async function askPasskeyOptions(party: RelyingParty, known: readonly KnownPasskey[] = []) {
  const { generateAuthenticationOptions } = await load();
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: new Uint8Array(randomBytes(challengeBytes)),
    timeout: timeoutMs,
    userVerification: "required",
    allowCredentials: known.map(toPlain),
  });
}

/** The passkey that a browser made; null when anything about it is not as it was asked for. */
export async function readRegistration(
  party: RelyingParty,
  registration: Registration,
  takeChallenge: TakeChallenge,
): Promise<RegisteredPasskey | null> {
  const { id, clientDataJSON, attestationObject, transports } = registration;
  const { verifyRegistrationResponse } = await load();
  const found = await refused(() =>
    verifyRegistrationResponse({
      response: {
        ...{ id, rawId: id, type: "public-key", clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: takeChallenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: true,
    }),
  );
  if (!found?.verified) return null;
  const { credential, credentialBackedUp } = found.registrationInfo;
  return {
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    counter: credential.counter,
    transports,
    isBackedUp: credentialBackedUp,
  };
}

/** The passkey's new counter when it has signed what it was asked to, with its person verified; else null. */
export async function readAssertion(
  party: RelyingParty,
  { assertion, passkey }: { assertion: Assertion; passkey: StoredPasskey },
  takeChallenge: TakeChallenge,
): Promise<{ counter: number; isBackedUp: boolean } | null> {
  const { id, clientDataJSON, authenticatorData, signature } = assertion;
  const { verifyAuthenticationResponse } = await load();
  const found = await refused(() =>
    verifyAuthenticationResponse({
      response: {
        ...{ id, rawId: id, type: "public-key", clientExtensionResults: {} },
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: takeChallenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      credential: {
        ...toPlain(passkey),
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
        counter: passkey.counter,
      },
      requireUserVerification: true,
    }),
  );
  if (!found?.verified) return null;
  const { newCounter, credentialBackedUp } = found.authenticationInfo;
  return { counter: newCounter, isBackedUp: credentialBackedUp };
}

/** The library throws plain errors at whatever is wrong with what a browser sent. */
async function refused<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    // An outage while the challenge was looked for is no refusal.
    if (error instanceof Error && "code" in error && error.code === "unavailable") throw error;
    return null;
  }
}
