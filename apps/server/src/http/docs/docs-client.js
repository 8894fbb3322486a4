// Copy buttons, the theme, the menu of narrow windows and the search key. Everything else works without a script.
(() => {
  const root = document.documentElement;
  const said = document.getElementById("said");

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = button.closest("figure").querySelector("code").textContent;
      let word = "Copied";
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        word = "Select and copy";
      }
      button.textContent = word;
      said.textContent = word;
      setTimeout(() => {
        button.textContent = "Copy";
        said.textContent = "";
      }, 2_000);
    });
  }

  const key = "patchops.theme";
  const choices = ["system", "light", "dark"];
  const system = matchMedia("(prefers-color-scheme: dark)");
  const toggle = document.getElementById("theme");
  const read = () => {
    try {
      const stored = localStorage.getItem(key);
      return choices.includes(stored) ? stored : "system";
    } catch {
      return "system";
    }
  };
  let choice = read();
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
    choice = read();
    show();
  });
  show();

  const menu = document.getElementById("menu");
  const setMenu = (isOpen) => {
    root.toggleAttribute("data-menu", isOpen);
    menu.setAttribute("aria-expanded", String(isOpen));
  };
  menu.addEventListener("click", () => setMenu(!root.hasAttribute("data-menu")));

  const search = document.getElementById("search");
  addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === "Escape" && root.hasAttribute("data-menu")) {
      setMenu(false);
      menu.focus();
    }
  });
})();
