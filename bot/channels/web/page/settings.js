// Text size and light or dark: the two things that people change.
import { say } from "./words.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing can be kept here; the choice then lasts as long as the page.
  }
}

export function settings(toast) {
  document.getElementById("size").addEventListener("click", () => {
    const size = (Number(root.dataset.size || 0) + 1) % 3;
    root.dataset.size = size;
    keep("linli.size", size);
    toast(say("sizes")[size]);
  });
  document.getElementById("theme").addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    keep("linli.theme", root.dataset.theme);
    tint();
    toast(say(root.dataset.theme));
  });
  dark.addEventListener("change", tint);
  tint();
}

/** The phone's own bar above the page takes the page's colour. */
function tint() {
  const colour = getComputedStyle(document.body).backgroundColor;
  document.querySelector("meta[name=theme-color]").content = colour;
}
