import { Search, X } from "lucide-react";
import { useRef } from "react";
import { useShortcut } from "../shortcuts/use-shortcut.ts";
import { cn } from "./cn.ts";
import { IconButton } from "./icon-button.tsx";
import { Input } from "./input.tsx";
import { Kbd } from "./kbd.tsx";

export interface SearchInputProps {
  value: string;
  /** On every letter: replace the address, do not push it. */
  onChange: (value: string) => void;
  label: string;
  placeholder?: string;
  className?: string;
}

/** The search of a page; `/` goes there, Escape empties it. */
export function SearchInput({ value, onChange, label, placeholder = label, className }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label, group: "Lists", run: () => input.current?.focus() });
  return (
    <div className={cn("group relative h-7 min-w-0", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute inset-y-0 left-2 my-auto size-4 text-muted"
      />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (value) onChange("");
          else input.current?.blur();
        }}
        className="h-7 pr-8 pl-8 text-sm [&::-webkit-search-cancel-button]:hidden"
      />
      {value ? (
        <IconButton
          size="small"
          label="Empty the search"
          onClick={() => onChange("")}
          className="absolute inset-y-0 right-0.5 my-auto"
        >
          <X />
        </IconButton>
      ) : (
        <Kbd
          keys="/"
          className="pointer-events-none absolute inset-y-0 right-1.5 my-auto group-focus-within:hidden max-sm:hidden"
        />
      )}
    </div>
  );
}
