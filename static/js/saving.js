/**
 * One write to the server, sent until it is answered: the same words under the same key, so that it counts once however often it was sent.
 * Goes on by itself after a broken connection, a server that was away, a brake, a page that was open too long, and a new sign-in.
 */

import { randomKey } from "./random-key.js";

/**
 * @typedef {import("./kept-drafts.js").Write} Write
 * @typedef {{ status: number, told: any }} Answer
 * @typedef {{
 *   url: string,
 *   token: () => string,
 *   renew: () => Promise<boolean>,
 *   signIn: () => Promise<boolean>,
 *   onTrouble: (trouble: "offline" | "braked" | "signed-out") => void,
 * }} Way how to reach the server; `renew` fetches a token and tells whether somebody is signed in, `signIn` asks for it
 */

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;
const PATIENCE_MS = 20_000;
// Browsers let a page that is left finish what it sends up to 64 kB.
const KEEPALIVE_MAX = 60_000;

export class Saving {
  #way;
  #write;
  #isEnded = false;
  /** @type {() => void} */
  #wake = () => {};

  /**
   * @param {Way} way
   * @param {Write} write
   */
  constructor(way, write) {
    this.#way = way;
    this.#write = write;
  }

  /** Try again now: the network is back, or somebody looks at the page. */
  hurry() {
    this.#wake();
  }

  end() {
    this.#isEnded = true;
    this.#wake();
  }

  /** @returns {Promise<Answer | null>} null if it was ended before */
  async done() {
    let wait = FIRST_WAIT_MS;
    while (!this.#isEnded) {
      const answer = await post(this.#way, this.#write);
      const next = await this.#after(answer);
      if (next === "answered") return answer;
      if (next === "now") continue;
      await this.#pause(next ?? wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
    return null;
  }

  /**
   * @param {Answer | null} answer
   * @returns {Promise<"answered" | "now" | number | null>} what to do next; a number says how many milliseconds to wait
   */
  async #after(answer) {
    if (answer?.status === 401) return this.#signedOut();
    if (answer?.status === 400 && answer.told?.code === "expired_form") return this.#outOfDate();
    if (answer?.status === 429) {
      this.#way.onTrouble("braked");
      return answer.told?.wait ?? null;
    }
    if (answer && answer.status < 500) return "answered";
    this.#way.onTrouble("offline");
    return answer?.told?.wait ?? null;
  }

  async #signedOut() {
    this.#way.onTrouble("signed-out");
    if (!(await this.#way.signIn())) this.end();
    return /** @type {const} */ ("now");
  }

  async #outOfDate() {
    try {
      if (await this.#way.renew()) return /** @type {const} */ ("now");
    } catch {
      this.#way.onTrouble("offline");
      return null;
    }
    return this.#signedOut();
  }

  /** @param {number} milliseconds */
  async #pause(milliseconds) {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(null);
      };
    });
    this.#wake = () => {};
  }
}

/**
 * Sends once, whatever comes of it.
 *
 * @param {Pick<Way, "url" | "token">} way
 * @param {Write} write
 * @returns {Promise<Answer | null>} null if the server could not be reached
 */
export async function post(way, write) {
  try {
    const answer = await fetch(way.url, {
      method: "POST",
      body: write.body,
      keepalive: write.body.length < KEEPALIVE_MAX,
      signal: within(PATIENCE_MS),
      headers: {
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": write.key,
        "X-CSRFToken": way.token(),
        "Filled-In-Milliseconds-Ago": String(Math.max(Date.now() - (write.at ?? Date.now()), 0)),
      },
    });
    const told = await answer.json().catch(() => ({}));
    const seconds = Number(answer.headers.get("Retry-After"));
    return { status: answer.status, told: seconds ? { ...told, wait: seconds * 1000 } : told };
  } catch {
    return null;
  }
}

/** Tablets that schools still use do not know `AbortSignal.timeout`. @param {number} milliseconds */
function within(milliseconds) {
  const aborting = new AbortController();
  setTimeout(() => aborting.abort(), milliseconds);
  return aborting.signal;
}

/**
 * Texts and the versions on the server that they change, as one write.
 *
 * @param {Record<string, import("./kept-drafts.js").Text>} texts
 * @param {[string, string][]} [more] what else goes with them
 * @param {number} [at] when they were filled in
 * @returns {Write}
 */
export function writeOf(texts, more = [], at = Date.now()) {
  const pairs = Object.entries(texts).flatMap(([name, { value, base }]) => [[name, value], [`${name}-version`, String(base)]]);
  const values = Object.entries(texts).map(([name, { value }]) => [name, value]);
  return { key: randomKey(), body: new URLSearchParams([...pairs, ...more]).toString(), texts: Object.fromEntries(values), at };
}

/** @param {number} milliseconds */
export function pause(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}
