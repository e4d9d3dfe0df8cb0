/** What earlier visits could not send: another page, a crash, a battery that was empty. Sent now, and forgotten once it is safe. */
import { writeOf } from "./saving.js";

/**
 * @typedef {import("./kept-drafts.js").Kept} Kept
 * @typedef {import("./kept-drafts.js").Write} Write
 * @typedef {import("./saving.js").Answer} Answer
 */

/**
 * Sends what belongs to no field of this page. A write that may have arrived goes first, under its key, so that it counts once.
 *
 * @param {Kept} kept
 * @param {(write: Write, url: string) => Promise<Answer | null>} send
 * @returns {Promise<Answer | null>} what the server says of it last, once all of it is safe there
 */
export async function sendLeftBehind({ url, draft: { texts, sending, at, shown } }, send) {
  let left = texts;
  /** @type {Answer | null} */
  let answer = { status: 200, told: {} };
  if (sending) {
    answer = await send(sending, url);
    if (!isSafe(answer, sending)) return null;
    left = withVersions(texts, sending, answer?.told?.versions ?? {});
  }
  if (!Object.keys(left).length) return answer;
  const write = writeOf(left, shown, at);
  answer = await send(write, url);
  return isSafe(answer, write) ? answer : null;
}

/**
 * Whether the server has everything: as a text that counts, beside another one, or after the end.
 *
 * @param {Answer | null} answer
 * @param {Write} write
 */
function isSafe(answer, write) {
  if (answer?.status === 409) return Object.keys(write.texts).every((name) => answer.told?.kept?.includes(name));
  if (answer?.status !== 200) return false;
  /** @type {import("./conflict-panel.js").Conflict[]} */
  const asides = answer.told.conflicts.filter((/** @type {{ value?: string }} */ { value }) => value === undefined);
  // The server keeps texts of teams beside one another. A mark is asked about on its own page, so it stays here.
  const conflicts = asides.map(({ key }) => key);
  return Object.keys(write.texts).every((name) => name in answer.told.versions || conflicts.includes(name));
}

/**
 * What is left after a write: texts that were typed on later, now changing the version that it made.
 *
 * @param {Kept["draft"]["texts"]} texts
 * @param {Write} sent
 * @param {Record<string, number>} versions
 */
function withVersions(texts, sent, versions) {
  const left = Object.entries(texts).filter(([name, { value }]) => sent.texts[name] !== value);
  return Object.fromEntries(left.map(([name, { value, base }]) => [name, { value, base: versions[name] ?? base }]));
}
