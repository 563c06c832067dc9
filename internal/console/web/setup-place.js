// The list of what is not a button: the office's texts, help, hours, zones and counters.

import { fill, make, put, say } from "./common.js";
import { elements, named, nameOf, wrongWith } from "./setup-form.js";

export class PlaceList {
  // open(kind, id) is called with what is picked.
  constructor(el, open) {
    this.el = el;
    this.open = open;
    this.picked = null;
  }

  pick(key) {
    this.picked = key;
    for (const li of this.el.children) li.setAttribute("aria-current", String(li.dataset.key === key));
  }

  show(bench) {
    const rows = [];
    for (const kind of ["office", "help", "phrases", "figures", "ticket_button", "hours", "zone", "counter"]) {
      const form = bench.forms?.[kind];
      if (!form) continue;
      if (form.name) rows.push({ key: "part " + kind, title: form.title });
      for (const e of elements(bench, kind)) {
        const id = named(bench, kind, e);
        rows.push({ key: kind + " " + id, kind, id, title: nameOf(bench, kind, e), more: more[kind]?.(e), bad: wrongWith(bench, kind, id) });
      }
    }
    fill(this.el, rows, (r) => r.key, (r) => {
      if (!r.kind) return make("li", "part", r.title);
      return make("li", "item group", make("button", "open", make("span"), make("i", "chip"), make("i", "chip bad", "!")));
    }, (li, r) => {
      if (!r.kind) return;
      const [name, chip, bang] = li.firstChild.children;
      put(name, r.title);
      put(chip, r.more ?? "");
      chip.hidden = !r.more;
      bang.hidden = !r.bad;
      li.firstChild.onclick = () => { this.pick(r.key); this.open(r.kind, r.id); };
    });
    this.pick(this.picked);
  }
}

// more is what the list says of an element besides its name.
const more = {
  hours: (h) => (h.same_as ? say("setup.f_same_as") + " " + h.same_as : ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((d) => h[d]).find((t) => t && t !== "closed")),
  zone: (z) => say("setup.arrow_" + z.arrow),
  counter: (c) => (c.serves ?? []).join(", ") || (c.use ? say("setup.use_" + c.use) : ""),
};
