/** When a key is a command and when it is only a key. Whoever does not want commands turns them off; this device remembers it. */
const STORE = "score-keys";

/**
 * Never while somebody types, holds a modifier, or has turned the keys off.
 *
 * @param {KeyboardEvent} event
 */
export function isForKeys(event) {
  return !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target) && areKeysOn();
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (target instanceof HTMLInputElement) return !["radio", "checkbox"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export function areKeysOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

/** @param {boolean} isOn */
export function turnKeys(isOn) {
  try {
    localStorage.setItem(STORE, isOn ? "on" : "off");
  } catch {
    // It holds as long as the page stands.
  }
}
