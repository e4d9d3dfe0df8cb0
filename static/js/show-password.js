/** <show-password data-for data-show data-hide>: lets people see the passphrase they type, which on a phone is half the battle. */
import { button, relabel } from "./elements.js";

class ShowPassword extends HTMLElement {
  connectedCallback() {
    const { for: id = "", show = "", hide = "" } = this.dataset;
    const field = document.getElementById(id);
    if (!(field instanceof HTMLInputElement) || this.firstElementChild) return;
    const made = button(show, "tertiary", () => {
      const isShown = field.type === "text";
      field.type = isShown ? "password" : "text";
      relabel(made, isShown ? show : hide);
      made.setAttribute("aria-pressed", String(!isShown));
    });
    made.setAttribute("aria-controls", id);
    // A shown passphrase must not be offered by the browser as something once typed.
    field.form?.addEventListener("submit", () => { field.type = "password"; });
    this.append(made);
  }
}

customElements.define("show-password", ShowPassword);
