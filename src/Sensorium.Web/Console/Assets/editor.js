// A textarea, which every browser and screen reader knows how to edit, over the same text in colours; and the list of completions.

import { suggest } from "./completion.js";
import { element } from "./elements.js";
import { tokens } from "./sql.js";

const COLOURED_CHARACTERS = 60_000;

export class Editor {
  /** The catalog's tables, for completion. */
  tables = [];

  #input;
  #shadow;
  #list;
  #voice;
  #items = [];
  #from = 0;
  #at = -1;
  #fault = null;
  #changed;

  /**
   * @param {HTMLElement} root holds a pre, a textarea, a list and a place for what is said to screen readers
   * @param {(text: string) => void} changed called after every change
   */
  constructor(root, changed) {
    this.#shadow = root.querySelector("pre");
    this.#input = root.querySelector("textarea");
    this.#list = root.querySelector("[role=listbox]");
    this.#voice = root.querySelector("[data-voice]");
    this.#changed = changed;
    this.#input.addEventListener("input", event => this.#edited(event));
    this.#input.addEventListener("keydown", event => this.#key(event));
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("click", () => this.#close());
    this.#list.addEventListener("mousedown", event => this.#picked(event));
    this.#draw();
  }

  get text() {
    return this.#input.value;
  }

  set text(text) {
    this.#input.value = text;
    this.#fault = null;
    this.#close();
    this.#draw();
  }

  focus() {
    this.#input.focus();
  }

  /** Puts text in place of what is selected, so that the browser's undo takes it back. */
  insert(text) {
    this.#input.focus();
    const before = this.text.slice(0, this.#input.selectionStart);
    const space = /[\p{L}\p{N}_"]$/u.test(before) ? " " : "";
    this.#write(space + text);
  }

  /** Marks what stands at a line and column, both from 1; null takes the mark away. */
  mark(place) {
    this.#fault = place && this.#offset(place);
    this.#draw();
  }

  /** Puts the caret there. */
  goTo(place) {
    const at = this.#offset(place);
    this.#input.focus();
    this.#input.setSelectionRange(at, at);
  }

  #offset({ line, column }) {
    let start = 0;
    for (let i = 1; i < line; i++) {
      start = this.text.indexOf("\n", start) + 1;
    }

    return Math.min(start + column - 1, this.text.length);
  }

  #write(text) {
    if (!document.execCommand("insertText", false, text)) {
      this.#input.setRangeText(text, this.#input.selectionStart, this.#input.selectionEnd, "end");
      this.#input.dispatchEvent(new InputEvent("input", { inputType: "insertText" }));
    }
  }

  #edited(event) {
    this.#fault = null;
    this.#draw();
    const typed = event.inputType === "insertText" || event.inputType === "deleteContentBackward";
    if (typed && event.data !== " " && (this.#isOpen || event.inputType === "insertText")) {
      this.#open(false);
    } else {
      this.#close();
    }

    this.#changed(this.text);
  }

  // ---- colours

  #draw() {
    const text = this.text;
    const lines = [element("div", "", "line")];
    const parts = text.length > COLOURED_CHARACTERS ? [{ kind: "space", text, start: 0, end: text.length }] : tokens(text);
    for (const { kind, text: part, start, end } of parts) {
      const isFault = this.#fault !== null && start <= this.#fault && (this.#fault < end || end === text.length);
      part.split("\n").forEach((piece, i) => {
        if (i > 0) {
          lines.push(element("div", "", "line"));
        }

        if (isFault) {
          lines.at(-1).dataset.fault = "";
        }

        if (piece.length > 0) {
          lines.at(-1).append(kind === "space" || kind === "word" ? (isFault ? element("span", piece, "fault") : piece) : element("span", piece, isFault ? `${kind} fault` : kind));
        }
      });
    }

    for (const line of lines) {
      // An empty line is as high as any.
      line.append("\u200b");
    }

    this.#shadow.replaceChildren(...lines);
  }

  // ---- completion

  get #isOpen() {
    return !this.#list.hidden;
  }

  #open(asked) {
    const caret = this.#input.selectionStart;
    const { from, items } = suggest(this.text, caret, this.tables, asked);
    if (items.length === 0) {
      this.#close();
      return;
    }

    [this.#from, this.#items] = [from, items];
    this.#list.replaceChildren(...items.map(({ label, kind, detail }, i) => {
      const option = element("li", "", kind);
      option.id = `option-${i}`;
      option.setAttribute("role", "option");
      option.append(element("span", label, "label"), element("small", detail || kind));
      return option;
    }));
    this.#list.hidden = false;
    this.#place(from);

    // Of a list that comes by itself nothing is chosen: Return still begins a line.
    this.#choose(asked ? 0 : -1);
    this.#voice.textContent = `${items.length} ${items.length === 1 ? "suggestion" : "suggestions"}`;
  }

  /** Under the word that is completed, within the editor. */
  #place(offset) {
    const before = this.text.slice(0, offset);
    const line = this.#shadow.children[before.split("\n").length - 1];
    let left = offset - before.lastIndexOf("\n") - 1;
    const range = document.createRange();
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; left -= node.length, node = walker.nextNode()) {
      if (left <= node.length) {
        range.setStart(node, left);
        break;
      }
    }

    const [caret, home] = [range.getBoundingClientRect(), this.#list.offsetParent.getBoundingClientRect()];
    const width = this.#list.offsetWidth;
    this.#list.style.left = `${Math.max(0, Math.min(caret.left - home.left, home.width - width))}px`;
    this.#list.style.top = `${caret.bottom - home.top + 4}px`;
  }

  #close() {
    if (this.#isOpen) {
      this.#list.hidden = true;
      this.#voice.textContent = "";
      this.#input.removeAttribute("aria-activedescendant");
    }
  }

  #choose(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, i) => option.setAttribute("aria-selected", i === this.#at ? "true" : "false"));
    const chosen = this.#list.children[at];
    if (chosen) {
      chosen.scrollIntoView({ block: "nearest" });
      this.#input.setAttribute("aria-activedescendant", chosen.id);
    } else {
      this.#list.scrollTop = 0;
      this.#input.removeAttribute("aria-activedescendant");
    }
  }

  #accept() {
    const { insert } = this.#items[Math.max(0, this.#at)];
    this.#close();
    this.#input.setSelectionRange(this.#from, this.#input.selectionStart);
    this.#write(insert);
    this.#close();
  }

  #picked(event) {
    event.preventDefault(); // The editor keeps the focus.
    const option = event.target.closest("[role=option]");
    if (option) {
      this.#at = [...this.#list.children].indexOf(option);
      this.#accept();
    }
  }

  #key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.#open(true);
      return;
    }

    if (!this.#isOpen || event.isComposing) {
      return;
    }

    const last = this.#items.length - 1;
    const actions = {
      ArrowDown: () => this.#choose(this.#at === last ? 0 : this.#at + 1),
      ArrowUp: () => this.#choose(this.#at <= 0 ? last : this.#at - 1),
      PageDown: () => this.#choose(Math.min(this.#at + 8, last)),
      PageUp: () => this.#choose(Math.max(this.#at - 8, 0)),
      ...(this.#at >= 0 ? { Enter: () => this.#accept() } : {}),
      Tab: () => this.#accept(),
      Escape: () => this.#close(),
    };
    if (Object.hasOwn(actions, event.key) && !event.ctrlKey && !event.metaKey && !(event.key === "Tab" && event.shiftKey)) {
      event.preventDefault();
      event.stopPropagation();
      actions[event.key]();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "Enter"].includes(event.key)) {
      this.#close();
    }
  }
}
