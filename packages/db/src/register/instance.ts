import { agent, maker, personal, secret } from "./column-kinds.ts";
import type { DataRegister } from "./data-register.ts";

/** What is nobody's in particular. */
export const instanceRegister = {
  instanceFacts: {
    purpose: "Facts of the instance: fingerprints of keys, its secrets, sealed.",
    owners: {},
    kept: "instance",
    atDeletion: {},
    columns: {
      key: "technical",
      value: secret("Some are secrets, sealed."),
      updatedAt: "technical",
    },
  },
  allowedUpstreams: {
    purpose: "Private addresses that may be called.",
    owners: {},
    kept: "instance",
    atDeletion: { account: "unnamed" },
    columns: {
      host: "technical",
      port: "technical",
      reason: "organization",
      createdBy: maker,
      createdAt: "technical",
    },
  },
  oauthClients: {
    purpose: "Programs that registered themselves to ask people for access.",
    owners: {},
    kept: { until: "nobody uses it any more" },
    atDeletion: {},
    columns: {
      id: "technical",
      metadata: "organization",
      network: personal("From where it registered, so that nobody registers without end."),
      createdAt: "technical",
      lastUsedAt: "technical",
    },
  },
  oauthRecords: {
    purpose: "Codes, refresh tokens and sign-ins of apps under way.",
    owners: {},
    kept: { until: "used or expired" },
    atDeletion: {},
    columns: {
      kind: "technical",
      idHash: secret("Recognizes the code or token."),
      grantId: "technical",
      payload: secret("What the sign-in needs to go on."),
      expiresAt: "technical",
      consumedAt: "technical",
    },
  },
  oauthSigningKeys: {
    purpose: "What access tokens are signed with.",
    owners: {},
    kept: "instance",
    atDeletion: {},
    columns: {
      id: "technical",
      publicJwk: "technical",
      privateSealed: secret("The key."),
      dataKey: secret("Seals the key."),
      createdAt: "technical",
      retiredAt: "technical",
    },
  },
  refusedAttempts: {
    purpose: "Requests without a valid key, shown to who sets a client up.",
    owners: {},
    kept: { days: 1 },
    atDeletion: {},
    columns: {
      id: "technical",
      address: personal("Shows each browser the attempts of its own address alone."),
      userAgent: agent,
      endpoint: "technical",
      reason: "technical",
      createdAt: "technical",
    },
  },
} satisfies Partial<DataRegister>;
