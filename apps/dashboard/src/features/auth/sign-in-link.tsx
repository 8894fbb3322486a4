import { Link } from "@tanstack/react-router";

/** Back to the page to sign in. */
export function SignInLink({ children = "Sign in" }: { children?: string }) {
  return (
    <Link to="/login" className="text-link underline underline-offset-2">
      {children}
    </Link>
  );
}
