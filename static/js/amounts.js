/** Bytes and seconds as people read them, in the language of the page. */
const MEGABYTE = 1024 * 1024;

/** @param {number} bytes */
export function inMegabytes(bytes) {
  const megabytes = bytes / MEGABYTE;
  const digits = megabytes < 0.1 ? { maximumSignificantDigits: 1 } : { maximumFractionDigits: megabytes < 10 ? 1 : 0 };
  return megabytes.toLocaleString(document.documentElement.lang, digits);
}

/** @param {number} seconds */
export function inTime(seconds) {
  const unit = seconds < 90 ? "second" : "minute";
  const count = unit === "second" ? seconds : Math.round(seconds / 60);
  return count.toLocaleString(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short" });
}
