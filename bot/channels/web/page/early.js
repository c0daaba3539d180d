// Runs before the first paint, so that nobody is dazzled by a bright page that turns dark a moment later.
(function () {
  try {
    const root = document.documentElement;
    const theme = localStorage.getItem("linli.theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    root.dataset.size = localStorage.getItem("linli.size") || "0";
  } catch {
    // Private windows may keep nothing: then the page looks as it comes.
  }
})();
