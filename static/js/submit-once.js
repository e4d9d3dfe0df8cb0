/**
 * form[data-submit-once]: a second tap while the first is under way sends nothing. The server guards itself as well; this only spares
 * people a puzzling second answer. The button stays enabled, because a disabled one would not send its own name and value.
 */
const RELEASE_MS = 10_000;

/** @type {Map<HTMLFormElement, number>} */
const underWay = new Map();

/** Let it be sent again. @param {HTMLFormElement} form */
export function release(form) {
  clearTimeout(underWay.get(form));
  underWay.delete(form);
  for (const pressed of form.querySelectorAll("[aria-busy]")) pressed.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.dataset.submitOnce === undefined) return;
  if (underWay.has(form)) {
    event.preventDefault();
    return;
  }
  event.submitter?.setAttribute("aria-busy", "true");
  // An answer that is a download leaves this page standing, so the form must come back by itself.
  underWay.set(form, setTimeout(() => release(form), RELEASE_MS));
});

// The page may return from the browser's back-forward cache with the form still marked.
addEventListener("pageshow", () => {
  for (const form of underWay.keys()) release(form);
});
