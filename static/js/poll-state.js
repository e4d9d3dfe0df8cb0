/**
 * <poll-state data-url>: asks every two seconds whether the server is done, {"is_settled": true}, then loads the page again; with
 * data-progress also when the server has come further than that, {"progress": 3}.
 * Slower while nobody looks at the tab, and ever slower when the server does not answer. It waits for people too: a reload would throw
 * away what they are typing, and stop what they are sending.
 */
const STEP_MS = 2000;
const LONGEST_MS = 30_000;

class PollState extends HTMLElement {
  #timer = 0;
  #wait = STEP_MS;

  connectedCallback() {
    this.#later();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #later() {
    this.#timer = setTimeout(() => this.#ask(), document.hidden ? LONGEST_MS : this.#wait);
  }

  async #ask() {
    try {
      const answer = await fetch(this.dataset.url ?? "", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      const isFurther = this.dataset.progress !== undefined && String(state.progress) !== this.dataset.progress;
      if ((state.is_settled || isFurther) && !isInUse()) {
        location.reload();
        return;
      }
      this.#wait = STEP_MS;
    } catch {
      this.#wait = Math.min(this.#wait * 2, LONGEST_MS);
    }
    this.#later();
  }
}

/** Whether something is typed, chosen or on its way in this page, or a file was refused and the reason would go with a reload. */
function isInUse() {
  /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
  const fields = document.querySelectorAll("main input:not([type=hidden]), main textarea");
  const isFilledIn = [...fields].some((field) => field.value !== field.defaultValue);
  return isFilledIn || document.querySelector("main [aria-busy=true], main .file-upload__error") !== null;
}

customElements.define("poll-state", PollState);
