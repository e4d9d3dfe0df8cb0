/**
 * <caption-editor>: writing captions while the film runs, with buttons and keys that put its present time into the text. The form inside is
 * complete without it.
 */
import { button, element } from "./elements.js";

const SHOWN_FOR = 3;

class CaptionEditor extends HTMLElement {
  connectedCallback() {
    const { player = "", field = "", label = "", keys = "" } = this.dataset;
    const film = document.getElementById(player)?.querySelector("video, audio");
    const area = document.getElementById(field);
    if (!(film instanceof HTMLMediaElement) || !(area instanceof HTMLTextAreaElement)) return;
    this.film = film;
    this.area = area;
    const tools = element("div", "cluster");
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", label);
    tools.append(
      button(this.dataset.begin ?? "", "secondary", () => this.#begin()),
      button(this.dataset.end ?? "", "secondary", () => this.#end()),
      button(this.dataset.play ?? "", "secondary", () => this.#play()),
    );
    this.prepend(tools, element("p", "muted", keys));
    area.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const does = { KeyB: () => this.#begin(), KeyE: () => this.#end(), KeyP: () => this.#play(), Space: () => this.#pause() }[event.code];
    if (!does) return;
    event.preventDefault();
    does();
  }

  #begin() {
    const { area, film } = this;
    if (!area || !film) return;
    const before = area.value.trimEnd();
    const times = `${inClock(film.currentTime)} --> ${inClock(film.currentTime + SHOWN_FOR)}`;
    area.value = `${before || "WEBVTT"}\n\n${times}\n`;
    area.setSelectionRange(area.value.length, area.value.length);
    area.focus();
    area.scrollTop = area.scrollHeight;
  }

  #end() {
    const cue = this.#present();
    if (!cue || !this.area || !this.film) return;
    const { selectionStart } = this.area;
    const lines = this.area.value.split("\n");
    lines[cue.line] = `${cue.start} --> ${inClock(this.film.currentTime)}`;
    this.area.value = lines.join("\n");
    this.area.setSelectionRange(selectionStart, selectionStart);
    this.area.focus();
  }

  #play() {
    const cue = this.#present();
    if (!cue || !this.film) return;
    this.film.currentTime = inSeconds(cue.start);
    void this.film.play();
  }

  #pause() {
    if (this.film?.paused) void this.film.play();
    else this.film?.pause();
  }

  /** The cue in which the cursor stands: the last line of times above it. */
  #present() {
    const { area } = this;
    if (!area) return null;
    const above = area.value.slice(0, area.selectionStart).split("\n").length - 1;
    const lines = area.value.split("\n");
    for (let line = Math.min(above, lines.length - 1); line >= 0; line -= 1) {
      const found = /^\s*(\S+)\s*-->/.exec(lines[line] ?? "");
      if (found) return { line, start: found[1] ?? "" };
    }
    return null;
  }
}

/** @param {number} seconds */
function inClock(seconds) {
  const thousandths = Math.round(seconds * 1000);
  const whole = Math.floor(thousandths / 1000);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return `${parts.join(":")}.${String(thousandths % 1000).padStart(3, "0")}`;
}

/** @param {string} clock */
function inSeconds(clock) {
  return clock.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

customElements.define("caption-editor", CaptionEditor);
