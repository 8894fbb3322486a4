import { VisibleText } from "../../ui/visible-text.tsx";

export interface ChangedFieldsProps {
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

/** The fields of a change, a line each: as they were, as they became. */
export function ChangedFields({ before, after }: ChangedFieldsProps) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <table className="w-full table-fixed text-sm">
      <caption className="pb-1 text-left text-muted">What changed</caption>
      <thead>
        <tr className="border-b border-hairline text-left text-xs text-muted">
          <th className="w-1/4 py-1 font-medium">Field</th>
          <th className="py-1 font-medium">Before</th>
          <th className="py-1 font-medium">After</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="border-b border-hairline align-top last:border-0">
            <th scope="row" className="code py-1 pr-2 text-left text-xs font-normal wrap-anywhere">
              {name}
            </th>
            <td className="code py-1 pr-2 text-xs wrap-anywhere">{shown(before[name])}</td>
            <td className="code py-1 text-xs wrap-anywhere">{shown(after[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: unknown) {
  if (value === null || value === undefined) return <span className="text-muted">–</span>;
  return <VisibleText>{typeof value === "string" ? value : JSON.stringify(value)}</VisibleText>;
}
