import { cva, type VariantProps } from "class-variance-authority";

/** The look of a button, for `Button` and for links that act like one. */
export const buttonVariants = cva(
  [
    "inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap select-none",
    "transition-colors duration-120 [&_svg]:size-4 [&_svg]:shrink-0",
    "disabled:opacity-50 aria-disabled:opacity-50 forced-colors:border",
  ],
  {
    variants: {
      variant: {
        primary:
          "bg-accent text-on-accent not-disabled:not-aria-disabled:hover:bg-accent-hover not-disabled:not-aria-disabled:active:bg-accent-hover",
        secondary:
          "border border-control/60 bg-background text-text not-disabled:not-aria-disabled:hover:border-control not-disabled:not-aria-disabled:hover:bg-hover dark:bg-surface",
        quiet: "text-text not-disabled:not-aria-disabled:hover:bg-hover data-popup-open:bg-hover",
        danger: "bg-error-solid text-on-error not-disabled:not-aria-disabled:hover:opacity-90",
        link: "h-auto! px-0! text-link underline-offset-2 hover:underline",
      },
      size: {
        small: "h-7 px-2 text-sm",
        medium: "h-8 px-3 text-sm",
        large: "h-10 px-4 text-base",
      },
    },
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
