/** Revisions with `initialize` and sessions, oldest first. */
export const legacyVersions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] as const;
export type LegacyVersion = (typeof legacyVersions)[number];

/** The revision where every request stands for itself. */
export const modernVersion = "2026-07-28";

/** All that we speak, newest first. */
export const supportedVersions = [modernVersion, ...legacyVersions.toReversed()];

export const newestLegacyVersion = "2025-11-25" satisfies LegacyVersion;

export function isLegacyVersion(version: string): version is LegacyVersion {
  return legacyVersions.some((known) => known === version);
}

/** What a legacy server answers to `initialize`: the asked revision if it speaks it, else its newest (2025-11-25, lifecycle). */
export function negotiateVersion(requested: string): LegacyVersion {
  return isLegacyVersion(requested) ? requested : newestLegacyVersion;
}
