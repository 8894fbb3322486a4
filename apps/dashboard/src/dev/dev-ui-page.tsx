export function DevUiPage() {
  return <h1>UI</h1>;
}
