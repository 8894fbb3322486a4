import type { AccountLinkTable } from "./account-link.ts";
import type { ApiKeyTable } from "./api-key.ts";
import type { ApprovalTable } from "./approval.ts";
import type { AuditChainTable, AuditEntryTable } from "./audit-entry.ts";
import type { BackupTable } from "./backup.ts";
import type {
  BillingCustomerTable,
  BillingInvoiceTable,
  BillingSubscriptionTable,
  MeterOutboxTable,
  StripeEventTable,
} from "./billing.ts";
import type {
  ConnectionClientTable,
  ConnectionCredentialTable,
  ConnectionSignInTable,
  ConnectionTable,
  DataKeyTable,
} from "./connection.ts";
import type { DataExportPartTable, DataExportTable } from "./data-export.ts";
import type {
  ClosedMembershipTable,
  DeletionLinkTable,
  DeletionTable,
  KeptBillTable,
  LegalHoldTable,
} from "./deletion.ts";
import type {
  ExecutionEventTable,
  ExecutionLogTable,
  ExecutionTable,
  RunWebhookTable,
  SnippetTable,
  WebhookSecretTable,
} from "./execution.ts";
import type { HeldTurnTable } from "./held-turn.ts";
import type { ImpersonationTable } from "./impersonation.ts";
import type { AllowedUpstreamTable, InstanceFactTable, SavedViewTable } from "./instance.ts";
import type { LoginAttemptTable } from "./login-attempt.ts";
import type { LoginSessionTable } from "./login-session.ts";
import type { MailTable, SuppressedAddressTable } from "./mail.ts";
import type {
  AccountNoticeTable,
  NotificationSettingTable,
  NotificationTable,
  QuotaNoticeTable,
  UsageThresholdTable,
  WebhookDeliveryTable,
  WebhookEndpointTable,
} from "./notification.ts";
import type { OAuthClientTable, OAuthGrantTable, OAuthRecordTable, OAuthSigningKeyTable } from "./oauth.ts";
import type { OfferTable } from "./offer.ts";
import type {
  InvitationTable,
  MemberTable,
  OrganizationDomainTable,
  OrganizationTable,
  ServiceAccountTable,
  SingleSignOnPersonTable,
  SingleSignOnTable,
} from "./organization.ts";
import type {
  AcceptedTermsTable,
  AppealTable,
  KnownDeviceTable,
  LoginChallengeTable,
  LoginEventTable,
  PasskeyTable,
  WaitlistEntryTable,
} from "./person.ts";
import type { BillingCreditTable, PlanOverrideTable, PlanTable } from "./plan.ts";
import type { PolicyTable } from "./policy.ts";
import type { ProfileConnectionTable, ProfileTable, ProfileToolTable } from "./profile.ts";
import type {
  PromptSessionTable,
  RefusedAttemptTable,
  SessionAnswerTable,
  SessionEventTable,
  SessionStreamEventTable,
} from "./prompt-session.ts";
import type { LoginIdentityTable, ProviderLoginTable } from "./provider-login.ts";
import type {
  ScimGroupMemberTable,
  ScimGroupTable,
  ScimProblemTable,
  ScimTokenTable,
  ScimUserTable,
} from "./scim.ts";
import type { ComponentDayTable, ComponentStateTable, IncidentNoteTable, IncidentTable } from "./status.ts";
import type { SupportMessageTable, SupportTicketTable } from "./support.ts";
import type { ToolTable } from "./tool.ts";
import type {
  CallPayloadTable,
  UsageDayKeyTable,
  UsageDayTable,
  UsageEventTable,
  UsageHourTable,
  UsageLeaseTable,
  UsagePeriodTable,
  UsageQuotaTable,
} from "./usage.ts";
import type { UserTable } from "./user.ts";
import type {
  WorkflowHookRefusalTable,
  WorkflowRunTable,
  WorkflowScheduleTable,
  WorkflowTable,
  WorkflowVersionTable,
} from "./workflow.ts";

/** All tables, by their camelCase names; the columns are snake_case in SQL. */
export interface Tables {
  accountLinks: AccountLinkTable;
  accountNotices: AccountNoticeTable;
  acceptedTerms: AcceptedTermsTable;
  allowedUpstreams: AllowedUpstreamTable;
  apiKeys: ApiKeyTable;
  appeals: AppealTable;
  approvals: ApprovalTable;
  auditChains: AuditChainTable;
  auditEntries: AuditEntryTable;
  billingCredits: BillingCreditTable;
  billingCustomers: BillingCustomerTable;
  billingInvoices: BillingInvoiceTable;
  billingSubscriptions: BillingSubscriptionTable;
  callPayloads: CallPayloadTable;
  closedMemberships: ClosedMembershipTable;
  connectionClients: ConnectionClientTable;
  connectionCredentials: ConnectionCredentialTable;
  connectionSignIns: ConnectionSignInTable;
  connections: ConnectionTable;
  dataExportParts: DataExportPartTable;
  dataExports: DataExportTable;
  dataKeys: DataKeyTable;
  deletionLinks: DeletionLinkTable;
  deletions: DeletionTable;
  executionEvents: ExecutionEventTable;
  executionLog: ExecutionLogTable;
  executions: ExecutionTable;
  heldTurns: HeldTurnTable;
  instanceFacts: InstanceFactTable;
  invitations: InvitationTable;
  keptBills: KeptBillTable;
  knownDevices: KnownDeviceTable;
  legalHolds: LegalHoldTable;
  loginAttempts: LoginAttemptTable;
  loginChallenges: LoginChallengeTable;
  loginEvents: LoginEventTable;
  loginIdentities: LoginIdentityTable;
  impersonations: ImpersonationTable;
  loginSessions: LoginSessionTable;
  mails: MailTable;
  members: MemberTable;
  meterOutbox: MeterOutboxTable;
  notifications: NotificationTable;
  notificationSettings: NotificationSettingTable;
  oauthClients: OAuthClientTable;
  oauthGrants: OAuthGrantTable;
  oauthRecords: OAuthRecordTable;
  oauthSigningKeys: OAuthSigningKeyTable;
  offers: OfferTable;
  organizationDomains: OrganizationDomainTable;
  organizations: OrganizationTable;
  singleSignOn: SingleSignOnTable;
  singleSignOnPeople: SingleSignOnPersonTable;
  passkeys: PasskeyTable;
  planOverrides: PlanOverrideTable;
  plans: PlanTable;
  policies: PolicyTable;
  profileConnections: ProfileConnectionTable;
  profiles: ProfileTable;
  profileTools: ProfileToolTable;
  promptSessions: PromptSessionTable;
  providerLogins: ProviderLoginTable;
  quotaNotices: QuotaNoticeTable;
  refusedAttempts: RefusedAttemptTable;
  runWebhooks: RunWebhookTable;
  savedViews: SavedViewTable;
  scimGroupMembers: ScimGroupMemberTable;
  scimGroups: ScimGroupTable;
  scimProblems: ScimProblemTable;
  scimTokens: ScimTokenTable;
  scimUsers: ScimUserTable;
  serviceAccounts: ServiceAccountTable;
  sessionAnswers: SessionAnswerTable;
  sessionEvents: SessionEventTable;
  sessionStreamEvents: SessionStreamEventTable;
  snippets: SnippetTable;
  stripeEvents: StripeEventTable;
  componentDays: ComponentDayTable;
  componentStates: ComponentStateTable;
  incidentNotes: IncidentNoteTable;
  backups: BackupTable;
  incidents: IncidentTable;
  supportMessages: SupportMessageTable;
  supportTickets: SupportTicketTable;
  suppressedAddresses: SuppressedAddressTable;
  tools: ToolTable;
  usageDayKeys: UsageDayKeyTable;
  usageDays: UsageDayTable;
  usageThresholds: UsageThresholdTable;
  usageEvents: UsageEventTable;
  usageHours: UsageHourTable;
  usageLeases: UsageLeaseTable;
  usagePeriods: UsagePeriodTable;
  usageQuotas: UsageQuotaTable;
  users: UserTable;
  waitlistEntries: WaitlistEntryTable;
  webhookDeliveries: WebhookDeliveryTable;
  webhookEndpoints: WebhookEndpointTable;
  webhookSecrets: WebhookSecretTable;
  workflowRuns: WorkflowRunTable;
  workflowSchedules: WorkflowScheduleTable;
  workflowHookRefusals: WorkflowHookRefusalTable;
  workflows: WorkflowTable;
  workflowVersions: WorkflowVersionTable;
}
