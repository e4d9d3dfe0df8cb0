/**
 * <count-down data-until data-now data-ended>: keeps the time left up to date. A phone whose clock is wrong still counts rightly, because
 * the server's time at rendering (data-now) corrects it; without data-now, on cached pages, the phone's own clock counts.
 */
import { element } from "./elements.js";

const MINUTE = 60_000;

class CountDown extends HTMLElement {
  #timer = 0;
  #ahead = 0;

  connectedCallback() {
    const { now } = this.dataset;
    this.#ahead = now ? Date.now() - Date.parse(now) : 0;
    this.#tick();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #tick() {
    const parts = this.querySelector(".countdown__parts");
    if (!(parts instanceof HTMLElement)) return;
    const left = Date.parse(this.dataset.until ?? "") - (Date.now() - this.#ahead);
    if (left <= 0) {
      parts.replaceWith(element("p", "countdown__ended", this.dataset.ended));
      return;
    }
    const minutes = Math.floor(left / MINUTE);
    this.#show("days", Math.floor(minutes / 1440));
    this.#show("hours", Math.floor((minutes % 1440) / 60));
    this.#show("minutes", minutes % 60);
    parts.hidden = false;
    // Wakes up when the minute changes, and at the end to the second.
    this.#timer = setTimeout(() => this.#tick(), (left % MINUTE) + 50);
  }

  /**
   * @param {string} unit
   * @param {number} number
   */
  #show(unit, number) {
    const place = this.querySelector(`[data-unit="${unit}"]`);
    if (!place) return;
    place.textContent = String(number);
    const words = place.nextElementSibling;
    if (words instanceof HTMLElement && words.dataset.one) words.textContent = (number === 1 ? words.dataset.one : words.dataset.more) ?? "";
  }
}

customElements.define("count-down", CountDown);
