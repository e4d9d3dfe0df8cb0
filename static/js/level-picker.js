/** <level-picker>: inside it a digit key chooses the level with that many points, 0 included. Typing in a text field stays typing. */
class LevelPicker extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#choose(event));
  }

  /** @param {KeyboardEvent} event */
  #choose(event) {
    if (!/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const level = this.querySelector(`input[data-points="${event.key}"]`);
    if (!(level instanceof HTMLInputElement)) return;
    event.preventDefault();
    level.focus();
    level.click();
  }
}

/** @param {EventTarget | null} target */
export function isTyping(target) {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "radio");
}

customElements.define("level-picker", LevelPicker);
