// A form of an element, drawn from its description (configs/edit/form.go). A problem that the loader found stands below its field.

import { make, say } from "./common.js";
import { draw, seen } from "./setup-field.js";

// elements are all of a kind; a table is one.
export function elements(bench, kind) {
  const all = bench.office[bench.forms[kind].list];
  return Array.isArray(all) ? all : all ? [all] : [];
}

// named is an element's name among its kind.
export function named(bench, kind, e) {
  const { name } = bench.forms[kind];
  return name ? String(e[name]) : kind;
}

// nameOf is what people call it.
export function nameOf(bench, kind, e) {
  switch (kind) {
    case "counter": return say("setup.of_counter", { ID: e.room ? "p. " + e.room : e.n });
    case "hours": return say("setup.at_hours", { ID: e.name });
    default: return bench.forms[kind].name ? e.name?.pl ?? "" : bench.forms[kind].title;
  }
}

// wrongWith tells whether the loader found something in an element.
export function wrongWith(bench, kind, id) {
  return bench.problems.some((p) => p.of === kind && (p.id ?? "") === (bench.forms[kind].name ? id : ""));
}

export class Form {
  // hooks: save(change) and remove(kind, id, name) return whether it was done; closed()
  constructor(el, hooks) {
    this.el = el;
    this.hooks = hooks;
    this.kind = null;
    this.id = null; // null: a new one
    el.onsubmit = (e) => { e.preventDefault(); this.save(); };
  }

  open(bench, kind, id) {
    this.kind = kind;
    this.id = id;
    this.draw(bench, structuredClone(elements(bench, kind).find((x) => named(bench, kind, x) === id)));
  }

  // add draws the form of a new one; a service is of the group with a letter.
  add(bench, kind, letter) {
    const fresh = bench.forms[kind].fresh ?? {};
    const e = fresh[letter ?? ""] ?? fresh[bench.office.groups[0]?.letter];
    if (!e) return;
    this.kind = kind;
    this.id = null;
    this.draw(bench, structuredClone(kind === "service" && !letter ? fresh[bench.office.groups[0]?.letter] ?? e : e));
  }

  close() {
    this.kind = null;
    this.el.hidden = true;
    this.hooks.closed();
  }

  // refresh shows the problems of a newer workbench beside what is being typed.
  refresh(bench) {
    if (this.kind === null) return;
    this.bench = bench;
    if (this.id !== null && !elements(bench, this.kind).some((x) => named(bench, this.kind, x) === this.id)) {
      this.close();
      return;
    }
    this.problems(bench);
  }

  problems(bench) {
    for (const w of this.el.querySelectorAll(".wrong")) w.remove();
    for (const b of this.el.querySelectorAll(".bad")) b.classList.remove("bad");
    const own = bench.forms[this.kind].name ? this.id : "";
    for (const p of bench.problems) {
      if (p.of !== this.kind || (p.id ?? "") !== own) continue;
      const field = p.field ?? "";
      const spots = [field, field.replace(/\].*$/, "]"), field.replace(/\[\d+\].*$/, ""), field.split(".")[0], field ? null : " "];
      const at = spots.filter(Boolean).map((f) => this.el.querySelector(`[data-field="${f}"]`)).find(Boolean) ?? this.el.querySelector("h2");
      at.classList.add("bad");
      at.append(make("span", "wrong", p.text));
    }
  }

  draw(bench, e) {
    this.e = e;
    this.bench = bench;
    this.langs = bench.office.languages;
    const { fields, new: fresh, name: key } = bench.forms[this.kind];
    const name = nameOf(bench, this.kind, e);
    const title = this.id === null ? fresh : ["group", "service"].includes(this.kind) ? `${this.id} ${name}` : name;
    const own = fields.filter((f) => seen(f, e) && (this.id === null || !f.first))
      .map((f, i, all) => draw(this, f.hint === all[i + 1]?.hint ? { ...f, hint: "" } : f, e, f.key)); // a hint of several stands once
    this.el.replaceChildren(make("h2", "", title), make("div", "fields", ...own), this.deeds(name, key));
    this.el.hidden = false;
    this.problems(bench);
    this.el.parentElement.scrollTop = 0;
  }

  // redraw follows a field on which others depend.
  redraw() {
    const at = this.el.parentElement.scrollTop;
    this.draw(this.bench, this.e);
    this.el.parentElement.scrollTop = at;
  }

  deeds(name, several) {
    const row = make("div", "deeds", make("button", "main", say("setup.save")));
    const cancel = make("button", "", say("setup.cancel"));
    cancel.type = "button";
    cancel.onclick = () => this.close();
    row.append(cancel);
    if (this.id !== null && several && !(this.kind === "hours" && this.id === "office")) {
      const remove = make("button", "remove", say("setup.remove"));
      remove.type = "button";
      remove.onclick = async () => { if (await this.hooks.remove(this.kind, this.id, name)) this.close(); };
      row.append(remove);
    }
    return row;
  }

  async save() {
    const own = this.e;
    const e = structuredClone(own);
    const body = { kind: this.kind, [this.kind]: e };
    const { id: was, kind } = this;
    const now = kind === "service" && was !== null ? was : named(this.bench, kind, e);
    this.id = now; // before the answer is shown
    const done = await this.hooks.save(was !== null ? { do: "put", id: was, ...body } : { do: "add", ...body });
    if (this.e !== own) return; // another form was opened meanwhile
    if (!done) this.id = was;
    else if (was !== now && this.kind !== null) this.open(this.bench, kind, now); // its new title, and its way out
  }
}
