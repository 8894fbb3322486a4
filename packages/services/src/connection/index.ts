export { addConnection } from "./add.ts";
export {
  type AllowList,
  allowAsOperator,
  allowUpstream,
  listAllowedAsOperator,
  listAllowedUpstreams,
  openAllowList,
  removeAllowedAsOperator,
  removeAllowedUpstream,
} from "./allowed-upstream.ts";
export { completeExamination } from "./complete-examination.ts";
export { examineConnection } from "./examine.ts";
export { qualifiedUri, splitExposedUri } from "./exposed-uri.ts";
export { findConnection, lookUpConnection } from "./find.ts";
export { isOffered } from "./is-offered.ts";
export { getConnection, listConnections } from "./list.ts";
export { startConnectionMonitor } from "./monitor.ts";
export type { PolicySnapshot } from "./policy-snapshot.ts";
export { previewUpstream } from "./preview-upstream.ts";
export type { ProfileSnapshot } from "./profile-snapshot.ts";
export { refreshConnection } from "./refresh.ts";
export { removeConnection } from "./remove.ts";
export { type ConnectReport, watchReport } from "./report.ts";
export {
  changeDemo,
  getDefinitionHolding,
  listReviews,
  reviewTools,
  setDefinitionHolding,
} from "./review/index.ts";
export { getConnectionRules, setConnectionRules } from "./rules.ts";
export { findDataKey, openValue, openValues, sealValue, sealValues } from "./sealed.ts";
export {
  awaitSignIn,
  clientMetadataDocument,
  dropLoginsOfUser,
  type FinishedSignIn,
  finishSignIn,
  type Logins,
  needsSignIn,
  openLogins,
  type RevokedSignIn,
  readBrowserToken,
  refusedLogin,
  requireLogin,
  revokeLogins,
  revokeSignIn,
  setConnectionClient,
  signOutOfConnection,
  startSignIn,
  wantScopes,
} from "./sign-in/index.ts";
export {
  type ConnectionSnapshot,
  type OfferSnapshot,
  type OrganizationSnapshot,
  openSnapshots,
  type Snapshots,
  type ToolSnapshot,
} from "./snapshot.ts";
export { storeOffers } from "./store-offers.ts";
export { storeTools } from "./store-tools.ts";
export { upstreamTarget } from "./target.ts";
export { toolTokens } from "./tool-tokens.ts";
export { updateConnection } from "./update.ts";
export type { WorkflowSnapshot } from "./workflow-snapshot.ts";
