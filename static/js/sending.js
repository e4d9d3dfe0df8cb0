/**
 * One file on its way to the server, piece by piece, by tus 1.0. Connections that break are taken up again by themselves, with as little as
 * possible sent twice. Loaded only once there is a file to send.
 */
import { Upload } from "tus-js-client";

const SMALLEST = 256 * 1024;
/** A file of this size goes in one piece. */
const SMALL = 1024 * 1024;
const LARGEST = 8 * 1024 * 1024;
/** A piece should take about so long: short enough to lose little, long enough that its round trip does not matter. */
const SECONDS_PER_PIECE = 4;
const RETRY_SECONDS = [0, 1, 3, 5, 10, ...Array.from({ length: 240 }, () => 15)];
/** Answers after which another try may help; 0 stands for none at all. */
const PASSING = new Set([0, 423, 429, 500, 502, 503, 504]);
const SIGNED_OUT = new Set([400, 401, 403]);

/** @typedef {{ getBody: () => string, getStatus: () => number }} Answer */
/** @typedef {"sending" | "offline" | "paused" | "done" | "failed"} State */

export class Sending {
  /** @type {State} */
  state = "sending";
  reason = "";
  /** Once somebody has signed in again, or the server can, it goes on where it was. */
  mayGoOnLater = false;
  sent = 0;
  /** Bytes per second over the last moments. */
  speed = 0;
  #last = { at: performance.now(), sent: 0 };
  #upload;

  /**
   * @param {File} file
   * @param {string} url where uploads are begun
   * @param {{ token: () => string, key: string, known?: string | null, onChange: () => void, onBegun: (url: string) => void }} options
   */
  constructor(file, url, options) {
    this.file = file;
    this.onChange = options.onChange;
    this.#upload = new Upload(file, {
      endpoint: url,
      uploadUrl: options.known ?? null,
      chunkSize: file.size <= SMALL ? SMALL : SMALLEST,
      uploadDataDuringCreation: true,
      storeFingerprintForResuming: false,
      retryDelays: RETRY_SECONDS.map((seconds) => seconds * 1000),
      metadata: { filename: file.name, filetype: file.type },
      headers: { Accept: "application/json", "Idempotency-Key": options.key },
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", options.token()),
      onShouldRetry: (error) => this.#mayHelp(error.originalResponse ?? null),
      onUploadUrlAvailable: () => options.onBegun(this.#upload.url ?? ""),
      onProgress: (sent) => this.#note(sent),
      onChunkComplete: () => this.#adapt(),
      onSuccess: () => this.#become("done"),
      onError: (error) => this.#fail(error),
    });
    this.resume();
  }

  pause() {
    this.#upload.abort();
    this.#become("paused");
  }

  resume() {
    this.#last = { at: performance.now(), sent: this.sent };
    this.#become("sending");
    this.#upload.start();
  }

  /** Take up a broken connection at once instead of waiting for the next try. */
  async hurry() {
    if (this.state !== "offline") return;
    await this.#upload.abort();
    this.resume();
  }

  async cancel() {
    // Nobody waits for the answer: what the server keeps of it goes by itself after a week.
    if (this.#upload.url) await this.#upload.abort(true).catch(() => undefined);
    else await this.#cancelUnanswered();
  }

  /** Call off what may have begun although no answer with its address came: announced again, it tells its address. */
  async #cancelUnanswered() {
    await this.#upload.abort();
    const { endpoint, retryDelays, metadata, headers, onBeforeRequest } = this.#upload.options;
    const again = new Upload(this.file, {
      ...{ endpoint, retryDelays, metadata, headers, onBeforeRequest },
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => void again.abort(true).catch(() => undefined),
      onError: () => undefined,
    });
    again.start();
  }

  /** @returns {number | null} seconds until everything is sent, once that can be said */
  get secondsLeft() {
    return this.speed > 0 ? Math.ceil((this.file.size - this.sent) / this.speed) : null;
  }

  /** @param {Answer | null} answer none if the network is away */
  #mayHelp(answer) {
    const helps = PASSING.has(answer?.getStatus() ?? 0) || said(answer).code === "wrong_offset";
    if (helps) this.#become("offline");
    return helps;
  }

  /** @param {number} sent */
  #note(sent) {
    const now = performance.now();
    const seconds = (now - this.#last.at) / 1000;
    if (seconds >= 0.5) {
      const present = Math.max(sent - this.#last.sent, 0) / seconds;
      this.speed = this.speed ? 0.7 * this.speed + 0.3 * present : present;
      this.#last = { at: now, sent };
    }
    this.sent = sent;
    if (this.state !== "paused") this.#become("sending");
  }

  #adapt() {
    // The first piece may have gone too quickly for a speed to show.
    const seconds = Math.max((performance.now() - this.#last.at) / 1000, 0.001);
    const speed = this.speed || (this.sent - this.#last.sent) / seconds;
    this.#upload.options.chunkSize = Math.min(Math.max(speed * SECONDS_PER_PIECE, SMALLEST), LARGEST);
  }

  /** @param {Error & { originalResponse?: Answer | null }} error */
  #fail(error) {
    const answer = error.originalResponse ?? null;
    this.mayGoOnLater = !answer || SIGNED_OUT.has(answer.getStatus()) || PASSING.has(answer.getStatus());
    this.reason = said(answer).message ?? "";
    this.#become("failed");
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.onChange();
  }
}

/**
 * @param {Answer | null} answer
 * @returns {{ code?: string, message?: string }} what the server says about a refusal
 */
function said(answer) {
  try {
    return JSON.parse(answer?.getBody() ?? "{}");
  } catch {
    return {};
  }
}
