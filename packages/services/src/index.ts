export {
  changePassword,
  currentAccount,
  logIn,
  logOut,
  setPreference,
  signUp,
  updateAccount,
} from "./account/index.ts";
export {
  type BackupManifest,
  type CheckedBackup,
  checkBackup,
  createAccountAsOperator,
  finishRestore,
  grantAdmin,
  type InstanceKey,
  instanceContents,
  listAudit,
  recordRefusedAttempt,
  requireKey,
  resetPassword,
  restoreBackup,
  restoreFolder,
  sendRestoredJobs,
  writeBackup,
} from "./admin/index.ts";
export { createApiKey, listApiKeys, resolveApiKey, revokeApiKey } from "./apikey/index.ts";
export {
  addConnection,
  allowUpstream,
  type ConnectReport,
  completeExamination,
  getConnection,
  listAllowedUpstreams,
  listConnections,
  openAllowList,
  openSnapshots,
  refreshConnection,
  removeAllowedUpstream,
  removeConnection,
  startConnectionMonitor,
  updateConnection,
  watchReport,
} from "./connection/index.ts";
export type { Actor, Context, Log, Services, Settings, Visit } from "./context.ts";
export {
  cancelExecution,
  createSnippet,
  executionEvents,
  getExecution,
  getSnippet,
  interruptRuns,
  listExecutions,
  reapExecutions,
  startExecution,
  watchLiveRuns,
} from "./execution/index.ts";
export type { JobData, Jobs } from "./jobs.ts";
export {
  type Consent,
  consumeOAuthRecord,
  endOAuthGrant,
  findMemberships,
  findOAuthClient,
  findOAuthGrant,
  findOAuthRecord,
  grantConsent,
  grantDays,
  knownScopes,
  listConnectedApps,
  type OAuthClientMetadata,
  type OAuthGrantRecord,
  type OAuthRecordKind,
  readSigningKeys,
  registerOAuthClient,
  removeOAuthRecord,
  resolveOAuthGrant,
  revokeConnectedApp,
  rotateSigningKeys,
  type SignInRequest,
  type SigningKeys,
  saveOAuthRecord,
  signingKeyChannel,
} from "./oauth/index.ts";
export { renameOrganization } from "./organization/index.ts";
export {
  endPromptSession,
  findPromptSession,
  listenForPromptSessions,
  type PromptSession,
  type PromptSessionSignal,
  type StartPromptSession,
  startPromptSession,
  tellCancellation,
  touchPromptSession,
} from "./promptsession/index.ts";
export { requireScope } from "./require-scope.ts";
export { dropOldRecords } from "./retention/index.ts";
export { fillSample, removeSample } from "./sample/index.ts";
export {
  listLoginSessions,
  readLoginToken,
  resolveLoginSession,
  revokeLoginSession,
  revokeOtherLoginSessions,
} from "./session/index.ts";
export { adminHealth, instanceInfo, nodeHealth, setupStatus } from "./setup/index.ts";
export {
  callTool,
  getTool,
  listTools,
  nearest,
  type OfferedTool,
  offeredTools,
  type ToolAnswer,
  type ToolCall,
  toolDeclarations,
} from "./tool/index.ts";
export {
  createSavedView,
  ensurePartitions,
  exportCalls,
  getCall,
  listCalls,
  listSavedViews,
  type Meter,
  openMeter,
  quota,
  removeSavedView,
  summarise,
  tailCalls,
  usageReport,
} from "./usage/index.ts";
