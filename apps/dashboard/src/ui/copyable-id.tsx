import { CopyButton } from "./copy-button.tsx";

/** An id in one line, cut where there is no room, copied whole. */
export function CopyableId({ value }: { value: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <span className="code truncate text-xs">{value}</span>
      <CopyButton text={value} label="Copy" className="-my-1" />
    </span>
  );
}
