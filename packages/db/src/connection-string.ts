import { DatabaseError } from "./database-error.ts";

/** The same server and database for another role. Throws `connection_string_invalid` when it is no Postgres URL. */
export function connectionStringFor(connectionString: string, user: string, password: string): string {
  const url = URL.parse(connectionString);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === "") {
    throw new DatabaseError(
      "connection_string_invalid",
      "The database URL is not of the form postgresql://user:password@host:port/database.",
      "For a Unix socket write postgresql://user:password@localhost/database?host=/var/run/postgresql.",
    );
  }
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}
