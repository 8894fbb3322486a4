import { type Role, roles } from "@patchops/contract";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { roleLabels } from "./role-labels.ts";

/** What somebody is given by others; owners are made of members. */
export type GivenRole = Exclude<Role, "owner">;

const options = roles
  .filter((role): role is GivenRole => role !== "owner")
  .map((role) => ({ value: role, label: roleLabels[role].name }));

export interface RoleFieldProps {
  label?: string;
  value: GivenRole;
  isFixed?: boolean;
  onChange: (role: GivenRole) => void;
}

/** The role of who is to come, with what it may. */
export function RoleField({ label = "Role", value, isFixed = false, onChange }: RoleFieldProps) {
  return (
    <Field label={label} hint={roleLabels[value].may} className="w-full">
      {(control) => (
        <Select {...control} options={options} value={value} isDisabled={isFixed} onChange={onChange} />
      )}
    </Field>
  );
}
