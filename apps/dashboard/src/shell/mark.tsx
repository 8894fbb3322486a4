import { cn } from "../ui/cn.ts";

/** The product's sign. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={cn("size-5 shrink-0", className)}>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M9 24V8h8a5.5 5.5 0 0 1 0 11h-4"
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
      <circle cx="22.5" cy="23" r="2" className="fill-on-accent" />
    </svg>
  );
}
