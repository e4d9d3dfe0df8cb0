/** Everything a page gets on top of its HTML. Each module stands alone; a page that lacks its element pays nothing. */
import "./caption-editor.js";
import "./confirm.js";
import "./copy-text.js";
import "./count-down.js";
import "./file-upload.js";
import "./full-screen.js";
import "./installed.js";
import "./level-picker.js";
import "./live-count.js";
import "./not-sent.js";
import "./poll-state.js";
import "./save-text.js";
import "./score-sheet.js";
import "./show-password.js";
import "./sign-out-idle.js";
import "./submit-once.js";
import "./weight-sum.js";

// Heavy, and only pages on which somebody writes have it.
if (document.querySelector("auto-save")) void import("./auto-save.js");
if (document.querySelector("offline-folder")) void import("./offline-folder.js");
