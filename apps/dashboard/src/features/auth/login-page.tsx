import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { AuthForm } from "./auth-form.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import { instanceQuery } from "./instance-query.ts";

const route = getRouteApi("/login");

export function LoginPage() {
  const { next } = route.useSearch();
  const { signup } = useSuspenseQuery(instanceQuery).data;
  return (
    <AuthFrame
      title="Sign in"
      footer={
        signup === "open" && (
          <>
            New here?{" "}
            <Link to="/signup" search={{ next }} className="text-link underline underline-offset-2">
              Create an account
            </Link>
          </>
        )
      }
    >
      <AuthForm kind="log_in" next={next} />
    </AuthFrame>
  );
}
