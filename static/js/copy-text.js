/** <copy-text data-for data-label data-done>: a button that puts a text into the clipboard. */
import { button, relabel, textOf } from "./elements.js";

const THANKS_MS = 3000;

class CopyText extends HTMLElement {
  connectedCallback() {
    const { for: id = "", label = "", done = "" } = this.dataset;
    if (this.firstElementChild) return;
    const made = button(label, "secondary", async () => {
      if (!(await copy(textOf(id)))) return;
      relabel(made, done);
      setTimeout(() => relabel(made, label), THANKS_MS);
    });
    made.setAttribute("aria-live", "polite");
    this.append(made);
  }
}

/**
 * The clipboard is closed to pages without https, which a school's own server may be; the old command still works there.
 *
 * @param {string} text
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

customElements.define("copy-text", CopyText);
