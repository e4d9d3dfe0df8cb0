/**
 * <live-count data-for data-max data-fits data-over>: how many characters a field holds. It never cuts anything off; the server decides.
 * Read out only after a pause in typing, since a count after every key drowns what is being typed.
 */
import { fill } from "./elements.js";

const PAUSE_MS = 1200;

/**
 * Counts as the server does: code points, not the UTF-16 units of `String.length`, with line ends and composed letters as it stores them.
 *
 * @param {string} text
 */
export function countCharacters(text) {
  return Array.from(text.replace(/\r\n?/g, "\n").normalize("NFC")).length;
}

class LiveCount extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.dataset.for ?? "");
    if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
    const spoken = document.createElement("span");
    spoken.className = "kern-sr-only";
    spoken.setAttribute("aria-live", "polite");
    this.after(spoken);
    let timer = 0;
    field.addEventListener("input", () => {
      this.#show(field.value);
      clearTimeout(timer);
      timer = setTimeout(() => { spoken.textContent = this.textContent; }, PAUSE_MS);
    });
    this.#show(field.value);
  }

  /** @param {string} text */
  #show(text) {
    const used = countCharacters(text);
    const over = used - Number(this.dataset.max);
    this.classList.toggle("live-count--over", over > 0);
    this.textContent = fill((over > 0 ? this.dataset.over : this.dataset.fits) ?? "", { used, over });
  }
}

customElements.define("live-count", LiveCount);
