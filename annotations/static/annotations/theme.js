// Light, dark, or as the system says. The choice is a cookie, so that the server paints it at once.

const ORDER = { "": "dark", dark: "light", light: "" };
const YEAR = 365 * 24 * 60 * 60;

/** Take the next theme of system → dark → light → system; returns it ("" is the system's). */
export function nextTheme(root = document.documentElement) {
  const theme = ORDER[root.dataset.theme ?? ""];
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.cookie = `__Host-theme=${theme}; path=/; max-age=${YEAR}; samesite=lax; secure`;
  return theme;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-theme-next]")) nextTheme();
});
