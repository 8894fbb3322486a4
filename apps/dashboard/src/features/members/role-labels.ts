import type { Role } from "@patchops/contract";

/** Roles in words, with what they may. */
export const roleLabels: Record<Role, { name: string; may: string }> = {
  owner: { name: "Owner", may: "Everything, and makes other owners." },
  admin: { name: "Admin", may: "Manages members, policies, profiles and everybody's connections and keys." },
  member: { name: "Member", may: "Connects servers, calls tools, runs programs, makes keys." },
  viewer: { name: "Viewer", may: "Sees connections, tools, activity and usage; changes and calls nothing." },
};
