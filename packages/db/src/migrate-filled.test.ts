import { createTestDatabase, testPasswords } from "@patchops/testing";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineFunctions } from "./define-functions.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { prepareRoles } from "./prepare-roles.ts";
import { roleNames } from "./role-names.ts";

const name = `filled_${process.pid}`;
const roles = roleNames(name);
const id = (last: number) => `'0193a000-0000-7000-8000-${String(last).padStart(12, "0")}'`;
const [acme, ada, connection, execution, event] = [1, 2, 3, 4, 5].map(id);

/** What an instance has in the tables that a migration made, as that version wrote it. A new migration adds its own. */
const seeds: Record<string, string> = {
  "0001-organizations-and-people": `
    insert into organizations (id, name, plan) values (${acme}, 'Acme', 'free'), (${id(99)}, 'Empty', 'pro');
    insert into users (id, email, name, password_hash, is_instance_admin)
      values (${ada}, 'ada@example.com', 'Ada', '$argon2id$x', true), (${id(98)}, 'bob@example.com', null, null, false);
    insert into members (organization_id, user_id, role) values (${acme}, ${ada}, 'owner');
    insert into login_sessions (id, user_id, organization_id, expires_at)
      values ('hash', ${ada}, ${acme}, '2030-01-01');
    insert into login_attempts (key, failures, window_ends_at) values ('account:ada', 3, '2030-01-01');
    insert into api_keys (organization_id, id, user_id, name, prefix, secret_hash, scopes)
      values (${acme}, ${id(10)}, ${ada}, 'Laptop', 'po_', 'hash', '{tools:call,code:execute}');
    insert into audit_entries (organization_id, id, actor_kind, actor_id, action, target_kind, data)
      values (${acme}, ${id(11)}, 'user', ${ada}, 'account.sign_up', 'user', '{"via":"dashboard"}');
    insert into instance_facts (key, value) values ('master_key', '{"id":"0123456789abcdef"}');
  `,
  "0002-connections-and-tools": `
    insert into data_keys (organization_id, id, wrapped, master_key_id)
      values (${acme}, ${id(20)}, 'wrapped', '0123456789abcdef');
    insert into connections
      (organization_id, id, slug, code_name, name, transport, url, status, status_at, report, created_by)
      values (${acme}, ${connection}, 'shop', 'shop', 'Shop', 'http', 'https://shop.example/mcp', 'ready', now(),
        '[{"step":"reached"}]', ${ada});
    insert into connection_credentials (organization_id, id, connection_id, user_id, kind, sealed, hint)
      values (${acme}, ${id(21)}, ${connection}, null, 'bearer', 'v1.sealed', '1234');
    insert into tools
      (organization_id, id, connection_id, original_name, exposed_name, code_name, definition, definition_hash)
      values (${acme}, ${id(22)}, ${connection}, 'get-sum', 'shop_get-sum', 'get_sum', '{"name":"get-sum"}', 'hash');
    insert into allowed_upstreams (host, port, created_by) values ('10.0.0.5', 8080, ${ada});
  `,
  "0003-executions-and-sessions": `
    insert into executions (organization_id, id, user_id, via, code, limits, status, result, tool_calls, cpu_ms)
      values (${acme}, ${execution}, ${ada}, 'cli', 'return 1', '{"timeoutMs":60000}', 'succeeded', '1', 1, 8.5);
    insert into execution_events (organization_id, execution_id, sequence, event)
      values (${acme}, ${execution}, 1, '{"type":"state","status":"succeeded"}');
    insert into snippets (organization_id, id, user_id, title, code)
      values (${acme}, ${id(30)}, ${ada}, 'One', 'return 1');
    insert into saved_views (organization_id, id, user_id, page, name, search)
      values (${acme}, ${id(31)}, ${ada}, 'activity', 'Failures', '?outcome=error');
    insert into prompt_sessions (organization_id, id, token_hash, user_id, endpoint, protocol_version, capabilities)
      values (${acme}, ${id(32)}, 'hash', ${ada}, '/mcp', '2025-11-25', '{}');
    insert into refused_attempts (id, address, endpoint, reason) values (${id(33)}, '192.0.2.1', '/mcp', 'no_key');
  `,
  "0004-usage": `
    insert into usage_events
      (organization_id, id, ts, kind, method, via, connection_id, tool, outcome, was_sent, queue_ms, total_ms,
       bytes_in, bytes_out, units)
      values (${acme}, ${event}, now(), 'call', 'tools/call', 'mcp', ${connection}, 'get-sum', 'ok', true, 0.2, 41.5,
        12, 9000000000, 1);
    insert into usage_hours values (${acme}, date_trunc('hour', now()), 1, 0, 0, '{0,1,0}');
    insert into usage_days values (${acme}, now()::date, ${connection}, 'get-sum', 'shop', 1, 0, '{0,1,0}');
    insert into usage_periods values (${acme}, date_trunc('month', now())::date, 'calls', 1);
    insert into call_payloads values (${acme}, ${event}, '{"a":1}', '{"sum":3}', 0, now());
  `,
  "0005-usage-quotas": `
    insert into usage_quotas values (${acme}, date_trunc('month', now())::date, 'calls', 1);
  `,
  "0007-oauth-clients-and-grants": `
    insert into oauth_clients (id, metadata) values ('client', '{"client_name":"Editor"}');
    insert into oauth_grants
      (id, organization_id, user_id, client_id, client, redirect_uri, resource, scopes, expires_at)
      values (${id(70)}, ${acme}, ${ada}, 'client', '{"name":"Editor","host":null,"isVerified":false}',
        'http://127.0.0.1/callback', 'https://patchops.example/mcp', '{tools:read}', '2030-01-01');
    insert into oauth_records (kind, id_hash, grant_id, payload, expires_at)
      values ('RefreshToken', 'hash', ${id(70)}, '{}', '2030-01-01');
    insert into oauth_signing_keys (id, public_jwk, private_sealed, data_key) values ('kid', '{}', 'sealed', '{}');
  `,
  "0008-connection-sign-ins": `
    insert into connection_credentials (organization_id, id, connection_id, user_id, kind, sealed, hint, issuer, scopes)
      values (${acme}, ${id(40)}, ${connection}, ${ada}, 'oauth', 'v1.sealed', '…1234', 'https://id.example', '{read}');
    insert into connection_clients
      (organization_id, id, connection_id, issuer, kind, client_id, redirect_uri, sealed)
      values (${acme}, ${id(41)}, ${connection}, 'https://id.example', 'given', 'app', 'https://po.example/oauth/callback',
        'v1.sealed');
    insert into connection_sign_ins
      (organization_id, id, connection_id, user_id, is_shared, is_popup, state_hash, browser_hash, issuer, expires_at)
      values (${acme}, ${id(42)}, ${connection}, ${ada}, false, true, 'hash', 'hash', 'https://id.example', now());
  `,
  "0010-provider-logins": `
    insert into login_identities (issuer, subject, user_id, provider, email)
      values ('https://github.com', '1', ${ada}, 'github', 'ada@example.com');
    insert into provider_logins (state_hash, browser_hash, provider, expires_at) values ('hash', 'hash', 'github', now());
  `,
  "0012-prompts-and-resources": `
    insert into offers (organization_id, id, connection_id, kind, original, exposed, definition)
      values (${acme}, ${id(60)}, ${connection}, 'prompt', 'greet', 'shop_greet', '{"name":"greet"}');
  `,
  "0013-profiles-and-policies": `
    insert into profiles (organization_id, id, slug, name, is_default, created_by)
      values (${acme}, ${id(65)}, 'reading', 'Reading', true, ${ada});
    insert into profile_connections values (${acme}, ${id(65)}, ${connection});
    insert into profile_tools (organization_id, profile_id, tool_id, is_included, exposed_name)
      values (${acme}, ${id(65)}, ${id(22)}, true, 'sum');
    insert into policies (organization_id, id, action, tool_id, role, created_by)
      values (${acme}, ${id(66)}, 'block', ${id(22)}, 'viewer', ${ada});
  `,
  "0014-session-answers": `
    insert into session_answers (organization_id, id, prompt_session_id, answer)
      values (${acme}, ${id(61)}, ${id(32)}, '{"jsonrpc":"2.0","id":"ask","result":{}}');
  `,
  "0015-session-events": `
    insert into session_events (organization_id, id, prompt_session_id, ts, kind, outcome, total_ms)
      values (${acme}, ${id(67)}, ${id(32)}, now(), 'tools/list', 'ok', 1.5);
  `,
  "0016-held-turns": `
    insert into held_turns (organization_id, id, call_id, responses)
      values (${acme}, ${id(67)}, ${id(68)}, '{"question_1":{"action":"accept"}}');
  `,
  "0017-approvals": `
    insert into approvals (organization_id, id, user_id, via, connection_id, tool_id, call_id, binding, arguments_hash,
        sealed, policy_label, policy_version, allows_self, expires_at)
      values (${acme}, ${id(68)}, ${ada}, 'mcp', ${connection}, ${id(22)}, ${event}, 'hash', 'hash', 'v1.sealed', 'ask',
        'default', true, now());
  `,
  "0019-definition-review": `
    update tools set held_definition = '{"name":"get-sum","title":"Sum"}', held_hash = '2:held', held_at = now();
  `,
  "0020-session-stream-events": `
    insert into session_stream_events (organization_id, prompt_session_id, stream_id, n, data, size_bytes)
      values (${acme}, ${id(32)}, ${id(69)}, 1, '{"jsonrpc":"2.0","id":1,"result":{}}', 36);
  `,
  "0021-approvals-in-sessions": `
    insert into session_events (organization_id, id, prompt_session_id, ts, kind, outcome, total_ms, approval_id)
      values (${acme}, ${id(70)}, ${id(32)}, now(), 'approval', 'approved', 1500, ${id(68)});
  `,
  "0022-sealed-between-nodes": `
    insert into session_answers (organization_id, id, prompt_session_id, sealed)
      values (${acme}, ${id(61)}, ${id(32)}, 'v1.sealed');
    insert into held_turns (organization_id, id, call_id, sealed_responses)
      values (${acme}, ${id(67)}, ${id(68)}, 'v1.sealed');
    insert into session_stream_events (organization_id, id, prompt_session_id, stream_id, n, sealed, size_bytes)
      values (${acme}, ${id(70)}, ${id(32)}, ${id(69)}, 1, 'v1.sealed', 36);
  `,
  "0023-runs-and-programs": `
    update executions set client_name = 'cli', client_version = '1.0.0', prompt_session_id = ${id(32)}, snippet_name = 'one';
    update snippets set name = 'one';
  `,
  "0026-run-logs": `
    insert into execution_log (organization_id, id, execution_id, part, sealed)
      values (${acme}, ${id(71)}, ${execution}, 0, 'v1.sealed');
  `,
  "0028-run-webhooks": `
    insert into run_webhooks (organization_id, execution_id, url) values (${acme}, ${execution}, 'https://example.com/ended');
    insert into webhook_secrets (organization_id, id, sealed) values (${acme}, ${id(90)}, 'v1.sealed');
  `,
  "0029-mails": `
    insert into mails (id, organization_id, user_id, kind, recipient, sealed, expires_at)
      values (${id(91)}, ${acme}, ${ada}, 'password-reset', 'ada@example.com', 'v1.sealed', now());
    insert into suppressed_addresses (address, mail_id, reason) values ('gone@example.com', ${id(91)}, '550 5.1.1');
  `,
  "0030-people-of-organizations": `
    insert into invitations (organization_id, id, token_hash, email, role, created_by, expires_at)
      values (${acme}, ${id(80)}, 'hash', 'new@example.com', 'member', ${ada}, '2030-01-01');
    insert into users (id, email, name, is_service) values (${id(81)}, 'bot@service.invalid', 'Bot', true);
    insert into members (organization_id, user_id, role) values (${acme}, ${id(81)}, 'member');
    insert into service_accounts (organization_id, user_id, name, scopes, created_by)
      values (${acme}, ${id(81)}, 'Bot', '{tools:call}', ${ada});
  `,
  "0031-audit-chains": `
    insert into audit_chains (organization_id, base_sequence, base_hash, sequence, hash, unsigned_until, chained_at, signature)
      values (${acme}, 0, '', 1, 'hash', 1, now(), 'signature');
  `,
  "0032-account-links": `
    insert into account_links (token_hash, user_id, purpose, email, expires_at)
      values ('hash', ${ada}, 'reset', 'ada@example.com', now());
  `,
  "0033-devices-and-passkeys": `
    insert into known_devices (user_id, token_hash) values (${ada}, 'hash');
    insert into login_events (id, user_id, outcome, method) values (${id(92)}, ${ada}, 'success', 'password');
    insert into passkeys (id, user_id, name, public_key, counter, is_backed_up)
      values ('credential', ${ada}, 'Laptop', 'key', 0, true);
    insert into login_challenges (hash, kind, expires_at) values ('hash', 'passkey_log_in', now());
    insert into appeals (id, user_id, text) values (${id(93)}, ${ada}, 'Please');
    insert into waitlist_entries (id, email) values (${id(94)}, 'eve@example.com');
    insert into accepted_terms (user_id, version) values (${ada}, '2026-11-27');
  `,
  "0034-single-sign-on": `
    insert into single_sign_on (organization_id, id, issuer, client_id, sealed, default_role)
      values (${acme}, ${id(95)}, 'https://id.example.com', 'app', 'v1.sealed', 'member');
    insert into organization_domains (organization_id, domain, challenge) values (${acme}, 'example.com', 'abc');
  `,
  "0035-notifications": `
    insert into notification_settings values (${ada}, 'quota', 'mail', false);
    insert into notifications (organization_id, id, user_id, kind, title, text, path)
      values (${acme}, ${id(92)}, ${ada}, 'quota', 'Full', 'Soon', '/usage');
    insert into quota_notices values (${acme}, '2026-11-01', 'calls', 80);
    insert into webhook_endpoints (organization_id, id, url, kinds, created_by)
      values (${acme}, ${id(93)}, 'https://example.com/events', '{quota}', ${ada});
    insert into webhook_deliveries (organization_id, id, endpoint_id, kind, body)
      values (${acme}, ${id(94)}, ${id(93)}, 'quota', '{}');
  `,
  "0036-single-sign-on-people": `
    insert into single_sign_on_people (organization_id, issuer, subject, user_id, email)
      values (${acme}, 'https://id.example.com', '7', ${ada}, 'ada@example.com');
  `,
  "0037-account-notices": `
    insert into account_notices (user_id, id, title, text, path)
      values (${ada}, ${id(95)}, 'A new device signed in', 'With Firefox', '/settings/devices');
  `,
  "0038-usage-by-key": `
    insert into usage_day_keys values (${acme}, now()::date, 'provider', 'github', 1, 0, '{0,1,0}');
  `,
  "0039-usage-leases": `
    insert into usage_leases (organization_id, id, node_id, period, meters, units, expires_at)
      values (${acme}, ${id(95)}, ${id(96)}, '2026-11-01', '{calls}', 10, now());
    update usage_events set lease_id = ${id(95)};
  `,
  "0040-budgets": `
    update api_keys set calls_per_month = 100;
    update members set calls_per_month = 1000;
  `,
  "0042-kept-payloads": `
    update organizations set keeps_payloads = true, payload_days = 3, hidden_fields = '{address}' where id = ${acme};
  `,
  "0044-plan-versions": `
    insert into plans (id, version, content_hash, content) values ('pro', 1, 'hash', '{"name":"Pro"}');
    update organizations set plan_version = 1, allows_overage = true, overage_cap_cents = 5000 where id = ${acme};
    insert into plan_overrides (organization_id, field, value, reason, ends_at)
      values (${acme}, 'callsPerMonth', '5000', 'a trial', '2030-01-01');
    insert into billing_credits (organization_id, id, kind, amount_cents, currency, reason)
      values (${acme}, ${id(97)}, 'credit', 500, 'usd', 'an outage');
  `,
  "0045-stripe-billing": `
    insert into billing_customers (organization_id, customer_id, past_due_since, due_phase)
      values (${acme}, 'cus_1', now(), 'failed');
    insert into billing_subscriptions
      (organization_id, id, status, plan_id, plan_version, "interval", started_at, period_start, period_end, fetched_at)
      values (${acme}, 'sub_1', 'past_due', 'pro', 1, 'month', now(), now(), now(), now());
    insert into billing_invoices
      (organization_id, id, number, status, currency, subtotal, tax, total, amount_due, amount_paid, amount_remaining,
       period_start, period_end, created_at, attempts, lines, fetched_at)
      values (${acme}, 'in_1', 'P-1', 'open', 'usd', 2000, 0, 2000, 2000, 0, 2000, now(), now(), now(), 1, '[]', now());
    insert into stripe_events (id, type, created_at, source) values ('evt_1', 'invoice.paid', now(), 'webhook');
    insert into meter_outbox
      (organization_id, meter, hour, sequence, period, customer_id, delta, identifier, at, state, next_at)
      values (${acme}, 'calls', date_trunc('hour', now()), 1, date_trunc('month', now())::date, 'cus_1', 7, 'calls-1',
        now(), 'queued', now());
  `,
  "0046-workflows": `
    insert into workflows (organization_id, id, name, user_id, scopes, latest_version, published_version, created_by)
      values (${acme}, ${id(101)}, 'nightly', ${ada}, '{tools:call}', 1, 1, ${ada});
    insert into workflow_versions (organization_id, workflow_id, version, code, config, input_schema, created_by)
      values (${acme}, ${id(101)}, 1, 'return 1', '{"schedules":[]}', '{"type":"object"}', ${ada});
    insert into workflow_schedules values (${acme}, ${id(101)}, 0, now());
    insert into workflow_runs (organization_id, execution_id, workflow_id, version, trigger, state, due_at, root_id)
      values (${acme}, ${execution}, ${id(101)}, 1, 'manual', 'ended', now(), ${execution});
  `,
  "0047-usage-alerts": `
    insert into usage_thresholds values (${acme}, 'calls', 50, 0), (${acme}, 'cpu_seconds', 0, 600);
  `,
  "0050-deletions": `
    insert into deletions (id, subject, subject_id, subject_name, asked_via, due_at)
      values (${id(102)}, 'organization', ${id(103)}, 'Bell', 'owner', now());
    insert into deletion_links values ('hash', ${id(102)}, now(), now());
    insert into closed_memberships values (${acme}, ${ada}, 'owner', now(), null);
    insert into kept_bills values ('cus_1', 'in_1', 'invoice', '1', 'paid', 'eur', 0, 100, 100, now(), now());
    insert into legal_holds values (${id(104)}, 'account', ${ada}, 'ada', 'A court asked', null, now(), null);
  `,
  "0053-support": `
    insert into support_tickets (id, user_id, organization_id, email, source, kind, subject, errors)
      values (${id(120)}, ${ada}, ${acme}, 'ada@example.com', 'form', 'problem', 'It is slow', '[{"code":"timeout"}]'),
        (${id(121)}, null, null, 'eve@example.com', 'mail', 'question', 'What is it?', null);
    insert into support_messages (ticket_id, id, user_id, author, text, mail_message_id)
      values (${id(120)}, ${id(122)}, ${ada}, 'requester', 'Since noon.', null),
        (${id(121)}, ${id(123)}, null, 'requester', 'Hello', '<1@example.com>');
  `,
  "0054-data-exports": `
    insert into data_exports (id, user_id, organization_id, expires_at) values (${id(110)}, ${ada}, ${acme}, '2030-01-01');
    insert into data_export_parts (export_id, part, content) values (${id(110)}, 0, 'PK');
  `,
  "0061-requests": `
    update support_tickets set proof_hash = id::text, proof_expires_at = '2030-01-01';
    update data_exports set ticket_id = (select id from support_tickets limit 1);
    update deletions set ticket_id = (select id from support_tickets limit 1);
  `,
  "0055-status": `
    insert into component_states values ('requests', true, now(), null, now(), 0, null);
    insert into component_days values ('requests', now()::date, 10, 2);
    insert into incidents (id, title, status) values (${id(130)}, 'Slow', 'resolved');
    insert into incident_notes (incident_id, id, status, text, created_by)
      values (${id(130)}, ${id(131)}, 'resolved', 'It is fine.', ${ada});
  `,
  "0058-freezes-and-impersonations": `
    insert into impersonations (organization_id, id, user_id, admin_id, reason, ends_at)
      values (${acme}, ${id(140)}, ${ada}, ${ada}, 'Asked in ticket 7', now());
  `,
  "0059-scim": `
    insert into scim_tokens (organization_id, id, name, prefix, secret_hash, created_by)
      values (${acme}, ${id(140)}, 'Okta', 'ps_', 'hash', ${ada});
    insert into scim_users (organization_id, id, user_id, user_name, emails, roles)
      values (${acme}, ${id(141)}, ${ada}, 'ada@example.com', '[{"value":"ada@example.com","type":"work","primary":true}]', '{admin}');
    insert into scim_groups (organization_id, id, display_name, role) values (${acme}, ${id(142)}, 'Engineers', 'member');
    insert into scim_group_members (organization_id, group_id, member_id) values (${acme}, ${id(142)}, ${id(141)});
    insert into scim_problems (organization_id, id, request, subject, status, detail)
      values (${acme}, ${id(143)}, 'POST /Users', 'bob@elsewhere.example', 400, 'elsewhere.example is no verified domain.');
  `,
  "0062-backups": `
    insert into backups (id, status, is_asked, file) values (${id(132)}, 'done', false, 'patchops.tar.gz');
  `,
  "0063-hook-refusals": `
    insert into workflow_hook_refusals (organization_id, workflow_id, id, reason)
      values (${acme}, ${id(101)}, ${id(150)}, 'unauthenticated');
  `,
};

/** What lives for minutes alone may be thrown away by a migration that changes its form. */
const emptied: Record<string, readonly string[]> = {
  "0022-sealed-between-nodes": ["held_turns", "session_answers", "session_stream_events"],
};

type Row = Record<string, unknown>;
let server: Awaited<ReturnType<typeof createTestDatabase>>;
let owner: pg.Client;
let connectionString: string;
/** What the migrations so far, and their rows, have left. */
let held = new Map<string, Row[]>();

/** Every row of every table, by table. */
async function contents(): Promise<Map<string, Row[]>> {
  const tables = await owner.query<{ name: string }>(`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'kysely%' order by 1`);
  const found = new Map(tables.rows.map(({ name }): [string, Row[]] => [name, []]));
  // One question for all: a hundred tables are read more than a hundred times.
  const all = [...found.keys()].map(
    (table) => `select '${table}' as name, to_jsonb(t) as row from ${owner.escapeIdentifier(table)} t`,
  );
  if (all.length === 0) return found;
  const { rows } = await owner.query<{ name: string; row: Row }>(all.join(" union all "));
  for (const { name, row } of rows) found.get(name)?.push(row);
  return found;
}

beforeAll(async () => {
  server = await createTestDatabase();
  const url = new URL(server.connectionString);
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  url.pathname = name;
  connectionString = url.href;
  owner = new pg.Client({ connectionString });
  await owner.connect();
  const passwords = { app: testPasswords.appPassword, system: testPasswords.systemPassword };
  await prepareRoles(owner, connectionString, { names: roles, passwords });
  await defineFunctions(owner, roles);
});
afterAll(async () => {
  await owner.end();
  const admin = new pg.Client({ connectionString: server.connectionString });
  await admin.connect();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
  await server.drop();
});

test.for(Object.keys(migrations).map((migration, place) => [migration, place] as const))(
  "%s takes nothing from a database that its predecessors filled",
  async ([migration, place]) => {
    const before = held;
    await migrate(
      connectionString,
      roles,
      Object.fromEntries(Object.entries(migrations).slice(0, place + 1)),
    );
    const after = await contents();
    for (const [table, rows] of before) {
      if (emptied[migration]?.includes(table)) continue;
      const now = after.get(table);
      expect([table, now?.length]).toEqual([table, rows.length]);
      // Columns may have come, none may have gone or changed.
      for (const row of rows) expect(now, table).toContainEqual(expect.objectContaining(row));
    }
    await owner.query(seeds[migration] ?? "");
    // The next migration meets rows in every table: a new one needs a seed above.
    held = await contents();
    for (const [table, rows] of held) expect([table, rows.length > 0]).toEqual([table, true]);
  },
);

test("what others said is kept with its keys in their order, what was there before as it was", async () => {
  const said = `{"z":1,"a":{"y":2,"b":3},"bb":4}`;
  await owner.query(`
    insert into tools
      (organization_id, id, connection_id, original_name, exposed_name, code_name, definition, definition_hash)
      values (${acme}, ${id(50)}, ${connection}, 'a', 'shop_a', 'a', '${said}', 'hash');
    insert into executions (organization_id, id, user_id, via, code, limits, status, input, result, error)
      values (${acme}, ${id(51)}, ${ada}, 'cli', '', '{}', 'failed', '${said}', '${said}', '${said}');
    insert into execution_events (organization_id, execution_id, sequence, event)
      values (${acme}, ${id(51)}, 1, '${said}');
    insert into snippets (organization_id, id, user_id, code, input) values (${acme}, ${id(52)}, ${ada}, '', '${said}');
    insert into call_payloads values (${acme}, ${id(53)}, '${said}', '${said}', 0, now());
  `);
  const { rows } = await owner.query<{ kept: string }>(`
    select definition::text as kept from tools where id = ${id(50)}
    union all select unnest(array[input, result, error])::text from executions where id = ${id(51)}
    union all select event::text from execution_events where execution_id = ${id(51)}
    union all select input::text from snippets where id = ${id(52)}
    union all select unnest(array[arguments, result])::text from call_payloads where event_id = ${id(53)}`);
  expect(rows.map(({ kept }) => kept)).toEqual(Array.from({ length: 8 }, () => said));
  const before = await owner.query(`select definition->>'name' as name from tools where id = ${id(22)}`);
  expect(before.rows).toEqual([{ name: "get-sum" }]);
});
