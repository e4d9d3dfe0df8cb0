/** <level-picker>: inside it a digit key chooses the level with that many points, 0 included. Typing in a text field stays typing. */
import { isForKeys } from "./score-keys.js";

class LevelPicker extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (isForKeys(event) && this.choose(event.key)) event.preventDefault();
    });
  }

  /**
   * Chooses the level with so many points; false if there is none.
   *
   * @param {string} points
   */
  choose(points) {
    const level = /^\d$/.test(points) ? this.querySelector(`input[value="${points}"]`) : null;
    if (!(level instanceof HTMLInputElement)) return false;
    level.focus();
    level.click();
    return true;
  }
}

customElements.define("level-picker", LevelPicker);
