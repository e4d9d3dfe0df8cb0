/** What stands in a criterion of a sheet: a level that was chosen, or a number that was typed. */

/**
 * The control that holds the answer; null while there is none.
 *
 * @param {Element | undefined} criterion
 * @returns {HTMLInputElement | null}
 */
export function answerIn(criterion) {
  const typed = criterion?.querySelector(".points-input");
  if (typed instanceof HTMLInputElement) return typed.value.trim() ? typed : null;
  return criterion?.querySelector("input:checked") ?? null;
}

/**
 * Whether the answer needs a sentence of reason and has none.
 *
 * @param {Element | undefined} criterion
 */
export function lacksWhy(criterion) {
  const answer = answerIn(criterion);
  if (!answer || criterion?.querySelector("textarea")?.value.trim()) return false;
  const asked = answer.dataset.asksWhy?.split(" ");
  return asked ? asked.includes("*") || asked.includes(answer.value.trim()) : Boolean(answer.closest(".level--asks-why"));
}
