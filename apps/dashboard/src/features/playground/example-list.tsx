import { Link } from "@tanstack/react-router";
import { examples } from "./examples.ts";

export interface ExampleListProps {
  /** The one that the editor began with. */
  openId: string | undefined;
  onFollow: () => void;
}

/** Programs to begin with; each opens as a copy of one's own. */
export function ExampleList({ openId, onFollow }: ExampleListProps) {
  return (
    <section aria-labelledby="examples" className="border-t border-hairline pt-2">
      <h2 id="examples" className="px-2 pb-1 text-xs font-medium text-muted">
        Examples on the demo tools
      </h2>
      <ul className="grid sm:grid-cols-2">
        {examples.map(({ id, title }) => (
          <li key={id}>
            <Link
              to="/playground"
              search={{ example: id }}
              onClick={onFollow}
              aria-current={id === openId || undefined}
              className="block truncate rounded-md px-2 py-1 text-sm hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-accent-tint"
            >
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
