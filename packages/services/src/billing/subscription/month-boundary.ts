const dayMs = 86_400_000;

/**
 * The first month (UTC) that begins so many days from now or later. Subscriptions begin their periods with months, as limits do, so that
 * what is included is counted once.
 */
export function monthBoundary(at: Date, leastDays = 0): Date {
  const least = new Date(at.getTime() + leastDays * dayMs);
  return new Date(Date.UTC(least.getUTCFullYear(), least.getUTCMonth() + 1, 1));
}
