// The theme; everything else works without a script.
(() => {
  const root = document.documentElement;
  const key = "patchops.theme";
  const choices = ["system", "light", "dark"];
  const system = matchMedia("(prefers-color-scheme: dark)");
  const toggle = document.getElementById("theme");
  let choice = "system";
  const read = () => {
    try {
      const stored = localStorage.getItem(key);
      choice = choices.includes(stored) ? stored : "system";
    } catch {
      choice = "system";
    }
  };
  const show = () => {
    root.dataset.theme = choice === "dark" || (choice === "system" && system.matches) ? "dark" : "light";
    toggle.textContent = `Theme: ${choice}`;
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length];
    try {
      localStorage.setItem(key, choice);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    show();
  });
  system.addEventListener("change", show);
  addEventListener("storage", () => {
    read();
    show();
  });
  read();
  show();
})();
