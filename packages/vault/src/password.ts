import { hash, verify } from "@node-rs/argon2";
import { VaultError } from "./vault-error.ts";

/** Longer ones are refused before any work is done for them. */
const maxPasswordLength = 256;

/** OWASP's argon2id floor; argon2id is the library's default. */
const cost = { timeCost: 2, memoryCost: 19_456, parallelism: 1 };

/** 19 MiB and a core each: two at once, a line of waiting ones, the others are turned away. */
const maxRunning = 2;
const maxWaiting = 200;
let running = 0;
const waiting: (() => void)[] = [];

/** The hash of a password that nobody knows, at the same cost. */
const dummyHash =
  "$argon2id$v=19$m=19456,t=2,p=1$j8fIsOQPyt+LR4EftQMo3A$m4Bgce4i7jmhO3dzXUhT2LfHuV6zcw2MlUqTXqsFCPM";

/** Argon2id hash in PHC form. Throws `VaultError` `password_too_long` (over 256 characters) or `busy` (200 wait already). */
export async function hashPassword(password: string): Promise<string> {
  if (password.length > maxPasswordLength) {
    throw new VaultError("password_too_long", `A password has at most ${maxPasswordLength} characters.`);
  }
  return inTurn(() => hash(password, cost));
}

/** Whether the password is the hash's. One that is too long is no one's. Throws `VaultError` `busy`. */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  if (password.length > maxPasswordLength) return false;
  return inTurn(() => verify(passwordHash, password));
}

/** The work of `verifyPassword` for an account that is not there, so that time does not tell. Throws `VaultError` `busy`. */
export async function verifyPasswordDummy(password: string): Promise<void> {
  await verifyPassword(dummyHash, password);
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxRunning) {
    if (waiting.length >= maxWaiting) {
      throw new VaultError("busy", "Too many passwords are being checked right now.");
    }
    // The one that ends hands its place over without giving it back first.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running++;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
