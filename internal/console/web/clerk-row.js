// The question of the small window, in one row: two fields to choose from, Enter does it, Esc does not. The fields are the
// browser's own, because their lists may open beyond the window.

import { $, make, put } from "./common.js";

export class Row {
  constructor() {
    this.verb = ""; // that is asked about; empty: nothing is
    this.choices = [];
    this.values = [];
    $("rowcancel").addEventListener("click", () => this.close());
    $("row").addEventListener("submit", (e) => {
      e.preventDefault();
      const choice = this.choices[$("rowwhat").selectedIndex];
      const why = this.values[$("rowwhy").selectedIndex] ?? "";
      this.close();
      choice?.go(why);
    });
    $("row").addEventListener("keydown", (e) => {
      if (e.key === "Escape") this.close();
      if (e.key === "Enter" && e.target.matches("select")) { // a field of its own does not send its form
        e.preventDefault();
        if (!e.repeat) $("row").requestSubmit();
      }
    });
  }

  // ask shows what there is to choose, [{id, name, go(value)}], and beside it a second list where there is one: its
  // words, and the value of each that go is told.
  ask(verb, title, hint, choices, label = "", words = [], values = [], first = 0) {
    Object.assign(this, { verb, choices, values });
    put($("rowtitle"), title);
    put($("rowhint"), hint);
    $("rowwhat").replaceChildren(...choices.map((x) => make("option", "", [x.id, x.name].filter(Boolean).join(" · "))));
    $("rowwhat").selectedIndex = Math.min(first, choices.length - 1);
    $("rowwhy").hidden = words.length === 0;
    $("rowwhy").setAttribute("aria-label", label);
    $("rowwhy").replaceChildren(...words.map((text) => make("option", "", text)));
    $("row").hidden = false;
    $("deeds").hidden = true;
    $("rowwhat").focus();
  }

  close() {
    if (!this.verb) return;
    this.verb = "";
    if ($("row").contains(document.activeElement)) document.activeElement.blur(); // a hidden field would take the next key
    $("row").hidden = true;
    $("deeds").hidden = false;
  }
}
