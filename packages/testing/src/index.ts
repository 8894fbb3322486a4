export type { AbuseEnd } from "./abuse/abuse-kinds.ts";
export { type AbuseProgram, abusePrograms } from "./abuse/abuse-programs.ts";
export { type InterleaveReport, interleaveRuns } from "./abuse/interleave-runs.ts";
export { type KillReport, killChildren } from "./abuse/kill-children.ts";
export { type CountedProcesses, countEverythingProcesses } from "./count-everything-processes.ts";
export { fillEverything } from "./fill-everything.ts";
export { fillGenerated } from "./fill-generated.ts";
export { freePort } from "./free-port.ts";
export { type FullServer, fullServerCommand, startFullServer } from "./full-server/start-full-server.ts";
export {
  type LoginStandIn,
  standInApp,
  startLoginStandIn,
} from "./login-fixture/login-stand-in.ts";
export { markdownTable } from "./markdown-table.ts";
export type { FixtureBehavior } from "./mcp-fixture/behavior.ts";
export {
  type FixtureProtection,
  type FixtureRequest,
  type FixtureTool,
  type McpFixture,
  type McpFixtureOptions,
  startMcpFixture,
} from "./mcp-fixture/start-mcp-fixture.ts";
export { type FuzzOptions, type FuzzReport, fuzzMcp } from "./mcp-fuzz/fuzz-mcp.ts";
export { createRandom, type Random } from "./mcp-fuzz/random.ts";
export { memoryDirectory } from "./memory-directory.ts";
export { MemoryOAuthClient } from "./memory-oauth-client.ts";
export { signInByHand } from "./oauth-fixture/sign-in-by-hand.ts";
export {
  type AuthorizationServer,
  type AuthorizationServerFaults,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "./oauth-fixture/start-authorization-server.ts";
export { openSuperuser, type Superuser } from "./open-superuser.ts";
export { refusedAddresses } from "./refused-addresses.ts";
export { selfSigned } from "./self-signed.ts";
export {
  type ServeTestDatabasesOptions,
  serveTestDatabases,
  type TestDatabases,
} from "./serve-test-databases.ts";
export {
  type MadePasskey,
  type SignedChallenge,
  type SoftwareAuthenticator,
  softwareAuthenticator,
} from "./software-authenticator.ts";
export { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from "./start-connect-proxy.ts";
export { type EverythingServer, startEverythingServer } from "./start-everything-server.ts";
export { type RootsServer, startRootsServer } from "./start-roots-server.ts";
export {
  type ReceivedMail,
  type SmtpServerBehavior,
  type SmtpTestServer,
  startSmtpServer,
} from "./start-smtp-server.ts";
export { type SignedWebhook, signWebhook } from "./stripe-fixture/sign-webhook.ts";
export {
  type StripeStandIn,
  type StripeStandInOptions,
  startStripeStandIn,
} from "./stripe-fixture/start-stripe-stand-in.ts";
export { thinEvent } from "./stripe-fixture/thin-event.ts";
export {
  createTestDatabase,
  type OpenTestDatabaseOptions,
  openTestDatabase,
  type TestDatabase,
  testPasswords,
} from "./test-database.ts";
export { type WaitForOptions, waitFor } from "./wait-for.ts";
