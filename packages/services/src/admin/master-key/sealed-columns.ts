/**
 * Every column of an organization's table that holds what the vault sealed, and the field that it was sealed for; the row is
 * the table's `id`. A test compares this with the database: who adds such a column adds it here.
 */
export const sealedColumns: readonly { table: string; column: string; field: string }[] = [
  { table: "approvals", column: "sealed", field: "arguments" },
  { table: "connection_clients", column: "sealed", field: "client" },
  { table: "connection_credentials", column: "sealed", field: "credential" },
  { table: "connection_sign_ins", column: "sealed", field: "sign_in" },
  { table: "execution_log", column: "sealed", field: "execution_log" },
  { table: "held_turns", column: "sealed_outcome", field: "held_outcome" },
  { table: "held_turns", column: "sealed_responses", field: "held_responses" },
  { table: "session_answers", column: "sealed", field: "answer" },
  { table: "session_stream_events", column: "sealed", field: "stream_event" },
  { table: "single_sign_on", column: "sealed", field: "client_secret" },
  { table: "webhook_secrets", column: "sealed", field: "webhook_secret" },
  { table: "workflows", column: "webhook_sealed", field: "workflow_webhook" },
];
