import { maker, person, personal, secret } from "./column-kinds.ts";
import type { DataRegister } from "./data-register.ts";

const wholeOrganization = {
  kept: "organization",
  atDeletion: { organization: "deleted" },
} as const;

/** What an organization's directory provisions. */
export const scimRegister = {
  scimTokens: {
    ...wholeOrganization,
    purpose: "Tokens by which the organization's directory provisions people.",
    owners: { organization: "organizationId" },
    atDeletion: { account: "unnamed", organization: "deleted" },
    columns: {
      organizationId: "technical",
      id: "technical",
      name: "organization",
      prefix: "organization",
      secretHash: secret("Recognizes the token, which itself is stored nowhere."),
      createdBy: maker,
      createdAt: "technical",
      lastUsedAt: "technical",
      lastUsedAddress: "organization",
      revokedAt: "technical",
    },
  },
  scimUsers: {
    purpose: "People as the organization's directory says they are.",
    owners: { organization: "organizationId", person: "userId" },
    kept: { until: "the directory deletes them" },
    atDeletion: { account: "deleted", organization: "deleted" },
    columns: {
      organizationId: "technical",
      id: "technical",
      userId: person("Whose it is; none for one who was never active."),
      userName: personal("The directory's name of the person."),
      externalId: personal("The directory's id of the person."),
      displayName: personal("What the directory says they are called."),
      formattedName: personal("What the directory says they are called."),
      givenName: personal("What the directory says they are called."),
      familyName: personal("What the directory says they are called."),
      emails: personal("What the directory says their addresses are."),
      roles: "organization",
      givenRole: "organization",
      version: "technical",
      createdAt: "technical",
      updatedAt: "technical",
    },
  },
  scimGroups: {
    ...wholeOrganization,
    purpose: "Groups of the organization's directory, and the roles that they give.",
    owners: { organization: "organizationId" },
    columns: {
      organizationId: "technical",
      id: "technical",
      displayName: "organization",
      externalId: "organization",
      role: "organization",
      version: "technical",
      createdAt: "technical",
      updatedAt: "technical",
    },
  },
  scimGroupMembers: {
    ...wholeOrganization,
    purpose: "Who is in these groups; a person's go with what the directory says of them.",
    owners: { organization: "organizationId" },
    columns: { organizationId: "technical", groupId: "technical", memberId: "technical" },
  },
  scimProblems: {
    purpose: "Requests of the organization's directory that were refused, so that its admins see why.",
    owners: { organization: "organizationId", person: { byEmail: "subject" } },
    kept: { until: "50 newer ones of the organization are there" },
    atDeletion: { account: "deleted", organization: "deleted" },
    columns: {
      organizationId: "technical",
      id: "technical",
      at: "technical",
      request: "technical",
      subject: personal("Whom or which group the request was about."),
      status: "technical",
      detail: "technical",
    },
  },
} satisfies Partial<DataRegister>;
