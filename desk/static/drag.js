// Dragging does nothing that a form on the page does not do: dropping fills that form in and sends it.
//
// `data-drag="value"` can be dragged. `data-drop="name"` is a place with a form that has a field of this name: it gets the value, and a
// field "off" the value of `data-off`, where what is dragged has that: the place that it leaves.
// `data-drop-out` is where something is dragged away to: then the form within what was dragged is sent.
let dragged = null;

const place = (event) => {
  const found = event.target.closest?.("[data-drop], [data-drop-out]");
  if (!dragged || !found || found.contains(dragged)) return null;
  return form(found) ? found : null;
};

const form = (found) => {
  if (found.hasAttribute("data-drop-out")) return dragged.querySelector("form");
  const fits = [...found.querySelectorAll("form")].find((one) => one.elements[found.dataset.drop]?.matches("select"));
  const field = fits?.elements[found.dataset.drop];
  return field && [...field.options].some((option) => option.value === dragged.dataset.drag) ? fits : null;
};

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-drag]") ?? null;
  if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.drag);
});

document.addEventListener("dragover", (event) => {
  const found = place(event);
  if (!found) return;
  event.preventDefault();
  found.classList.add("over");
});

document.addEventListener("dragleave", (event) => {
  const found = event.target.closest?.(".over");
  if (found && !found.contains(event.relatedTarget)) found.classList.remove("over");
});

document.addEventListener("drop", (event) => {
  const found = place(event);
  if (!found) return;
  event.preventDefault();
  found.classList.remove("over");
  const chosen = form(found);
  if (found.dataset.drop) {
    chosen.elements[found.dataset.drop].value = dragged.dataset.drag;
    if (chosen.elements.off) chosen.elements.off.value = dragged.dataset.off ?? "";
  }
  chosen.requestSubmit();
});

document.addEventListener("dragend", () => {
  document.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
  dragged = null;
});
