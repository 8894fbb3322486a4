import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** What a browser made of `navigator.credentials.create`; all but the transports base64url. */
export interface MadePasskey {
  id: string;
  clientDataJSON: string;
  attestationObject: string;
  transports: string[];
}

/** What a browser made of `navigator.credentials.get`; all base64url. */
export interface SignedChallenge {
  id: string;
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
}

export interface SoftwareAuthenticator {
  /** What it signs as the page's origin. */
  origin: string;
  /** Whether it says that it has verified its person. */
  verifiesUser: boolean;
  /** What it says of how often it was used; 0 = it does not count. */
  counter: number;
  make(options: { challenge: string; rp: { id?: string } }): MadePasskey;
  sign(options: { challenge: string; rpId?: string }): SignedChallenge;
}

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();

/** Flags of authenticator data (WebAuthn Level 3, section 6.1). */
const flags = { present: 0x01, verified: 0x04, hasCredential: 0x40 };

/** One passkey on a P-256 key, as a browser and its authenticator answer for it; what it says can be spoiled. */
export function softwareAuthenticator(origin: string): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(16);
  const jwk = publicKey.export({ format: "jwk" });

  const clientData = (type: string, challenge: string) =>
    JSON.stringify({ type, challenge, origin: self.origin, crossOrigin: false });

  function authenticatorData(rpId: string, more: Uint8Array | null): Buffer {
    const said = flags.present | (self.verifiesUser ? flags.verified : 0) | (more ? flags.hasCredential : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(self.counter);
    return Buffer.concat([sha256(rpId), Buffer.of(said), counter, more ?? Buffer.alloc(0)]);
  }

  /** COSE: EC2 with ES256 on P-256 (RFC 9053). */
  function coseKey(): Buffer {
    const part = (label: number, value = "") =>
      Buffer.concat([Buffer.of(label, 0x58, 0x20), Buffer.from(value, "base64url")]);
    return Buffer.concat([
      Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01),
      part(0x21, jwk.x),
      part(0x22, jwk.y),
    ]);
  }

  const self: SoftwareAuthenticator = {
    origin,
    verifiesUser: true,
    counter: 0,
    make({ challenge, rp }) {
      const idLength = Buffer.alloc(2);
      idLength.writeUInt16BE(credentialId.length);
      const credential = Buffer.concat([Buffer.alloc(16), idLength, credentialId, coseKey()]);
      const data = authenticatorData(rp.id ?? "", credential);
      const text = (word: string) => Buffer.concat([Buffer.of(0x60 + word.length), Buffer.from(word)]);
      const attestation = Buffer.concat([
        Buffer.of(0xa3),
        text("fmt"),
        text("none"),
        text("attStmt"),
        Buffer.of(0xa0),
        text("authData"),
        Buffer.of(0x58, data.length),
        data,
      ]);
      return {
        id: base64url(credentialId),
        clientDataJSON: base64url(clientData("webauthn.create", challenge)),
        attestationObject: base64url(attestation),
        transports: ["internal"],
      };
    },
    sign({ challenge, rpId = "" }) {
      const data = authenticatorData(rpId, null);
      const client = clientData("webauthn.get", challenge);
      return {
        id: base64url(credentialId),
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(sign("sha256", Buffer.concat([data, sha256(client)]), privateKey)),
      };
    },
  };
  return self;
}
