import type { ComponentProps, ReactNode } from "react";
import { type ButtonVariants, buttonVariants } from "./button-variants.ts";
import { cn } from "./cn.ts";
import { Spinner } from "./spinner.tsx";

export interface ButtonProps extends Omit<ComponentProps<"button">, "children"> {
  variant?: NonNullable<ButtonVariants["variant"]>;
  size?: NonNullable<ButtonVariants["size"]>;
  /** Stands before the words; a spinner takes its place while busy. */
  icon?: ReactNode;
  /** Work goes on: the button keeps its place and focus, and takes no second click. */
  isBusy?: boolean;
  children: ReactNode;
}

export function Button({
  variant,
  size,
  icon,
  isBusy = false,
  children,
  className,
  onClick,
  ...props
}: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      aria-disabled={isBusy || props["aria-disabled"] || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy || props["aria-disabled"]) return event.preventDefault();
        onClick?.(event);
      }}
      className={cn(buttonVariants({ variant, size }), className)}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}
