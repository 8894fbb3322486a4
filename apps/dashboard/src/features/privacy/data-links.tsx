import { TextLink } from "../../ui/text-link.tsx";

/** Where a copy of the data is made, and where an organization is deleted. */
export function DataLinks() {
  return (
    <section aria-labelledby="copy-title" className="flex flex-col gap-2">
      <h2 id="copy-title" className="text-md font-semibold">
        A copy of your data
      </h2>
      <p className="text-sm">
        All that is stored of you, or for its owners of the organization, as JSON and CSV in one archive:{" "}
        <TextLink to="/settings/export" className="underline">
          Data export
        </TextLink>
        . To have something corrected or asked about,{" "}
        <TextLink to="/support" className="underline">
          write to support
        </TextLink>
        .
      </p>
    </section>
  );
}
