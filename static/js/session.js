/** Who is signed in here at the moment, and the token without which nothing is written. */

/** @typedef {{ person: string | null, csrf_token: string, draft_key: string | null }} Session */

/**
 * Asks the server, and gives every form of the page the token that counts now.
 *
 * @param {string} url
 * @returns {Promise<Session>}
 */
export async function presentSession(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return renewed(await answer.json());
}

/**
 * @param {Session} session
 * @returns {Session}
 */
export function renewed(session) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const tokens = document.querySelectorAll('input[name="csrf_token"]');
  for (const token of tokens) token.value = session.csrf_token;
  return session;
}
