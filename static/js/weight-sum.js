/** <weight-sum>: says what the weights come to while they are typed, and what each is of the sum. The server works it out again. */
import { fill } from "./elements.js";

class WeightSum extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.#show());
    this.#show();
  }

  #show() {
    const shares = [...this.querySelectorAll("output")];
    const weights = shares.map((share) => this.#weightFor(share));
    const sum = weights.reduce((whole, weight) => whole + weight, 0);
    const digits = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    shares.forEach((share, number) => {
      const percent = digits.format(sum ? (100 * (weights[number] ?? 0)) / sum : 0);
      share.textContent = fill(this.dataset.share ?? "", { percent });
    });
    const whole = this.querySelector(".weight-sum__whole");
    if (whole) whole.textContent = fill(this.dataset.sentence ?? "", { sum: digits.format(sum) });
  }

  /** @param {HTMLOutputElement} share */
  #weightFor(share) {
    const field = document.getElementById(share.htmlFor.toString());
    const weight = field instanceof HTMLInputElement ? field.valueAsNumber : 0;
    return Number.isFinite(weight) && weight > 0 ? weight : 0;
  }
}

customElements.define("weight-sum", WeightSum);
