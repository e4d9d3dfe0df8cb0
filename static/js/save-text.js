/** <save-text data-for data-label data-file-name>: a button that saves a text as a file on this device. */
import { button, textOf } from "./elements.js";

class SaveText extends HTMLElement {
  connectedCallback() {
    const { for: id = "", label = "", fileName = "text.txt" } = this.dataset;
    if (!this.firstElementChild) this.append(button(label, "secondary", () => save(textOf(id), fileName)));
  }
}

/**
 * @param {string} text
 * @param {string} fileName
 */
function save(text, fileName) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName.replace(/[\\/:*?"<>|]/g, "-");
  link.click();
  URL.revokeObjectURL(url);
}

customElements.define("save-text", SaveText);
