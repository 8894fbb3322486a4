import type { Adapter, AdapterPayload } from "oidc-provider";

/** Where one provider keeps its records: in memory, apart from every other provider of the process. */
export function memoryAdapter(): (name: string) => Adapter {
  const records = new Map<string, AdapterPayload>();
  return (name) => {
    const key = (id: string) => `${name} ${id}`;
    const findBy = (field: "uid" | "userCode", value: string) =>
      [...records].find(([id, payload]) => id.startsWith(`${name} `) && payload[field] === value)?.[1];
    return {
      upsert: async (id, payload) => void records.set(key(id), payload),
      find: async (id) => records.get(key(id)),
      findByUid: async (uid) => findBy("uid", uid),
      findByUserCode: async (userCode) => findBy("userCode", userCode),
      consume: async (id) => {
        const payload = records.get(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void records.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of records) if (payload.grantId === grantId) records.delete(id);
      },
    };
  };
}
