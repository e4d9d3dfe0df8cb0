/**
 * form[data-idle-minutes]: on a device that several people share, signs out whoever has touched nothing for so long, in any tab. The server
 * ends the session by itself as well; this one also takes the page away.
 */
const TOUCHES = ["keydown", "pointerdown", "scroll", "focus"];
const KEY = "touched-at";
const LOOK_EVERY_MS = 5000;

const form = document.querySelector("form[data-idle-minutes]");
if (form instanceof HTMLFormElement) {
  const longest = Number(form.dataset.idleMinutes) * 60_000;
  const touch = () => localStorage.setItem(KEY, String(Date.now()));
  touch();
  for (const name of TOUCHES) addEventListener(name, touch, { passive: true, capture: true });
  setInterval(() => {
    if (Date.now() - Number(localStorage.getItem(KEY)) >= longest) form.requestSubmit();
  }, LOOK_EVERY_MS);
}
