import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { Select } from "../../ui/select.tsx";

/** No slug. */
const all = "*";

/** Narrows the page to what one profile shows; not there where there are no profiles. */
export function ProfileFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (profile: string | undefined) => void;
}) {
  const profiles = useQuery(trpc.profile.list.queryOptions());
  if (!profiles.data?.length) return null;
  return (
    <Select
      label="Profile"
      options={[
        { value: all, label: "All tools" },
        ...profiles.data.map(({ slug, name }) => ({ value: slug, label: `Profile: ${name}` })),
      ]}
      value={value ?? all}
      onChange={(next) => onChange(next === all ? undefined : next)}
    />
  );
}
