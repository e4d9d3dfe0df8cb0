/** <full-screen data-open data-close>: a button inside it that shows the element on the whole screen, such as a team code for the class. */
import { button, relabel } from "./elements.js";

class FullScreen extends HTMLElement {
  connectedCallback() {
    const { open = "", close = "" } = this.dataset;
    // iPhones have no full screen for elements; there the button would do nothing.
    if (!document.fullscreenEnabled || this.querySelector(":scope > .button")) return;
    const made = button(open, "secondary", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.requestFullscreen();
    });
    this.addEventListener("fullscreenchange", () => relabel(made, document.fullscreenElement === this ? close : open));
    this.append(made);
  }
}

customElements.define("full-screen", FullScreen);
