// The forms of a group and of a service. A problem that the loader found stands below its field.

import { make, say, words } from "./common.js";
import { elements, fields, named, nameOf } from "./setup-place.js";

const palette = ["#1d5fa8", "#6a3fa0", "#0f6b6b", "#8a5200", "#a63a1e", "#2e7031", "#9c2a5b", "#4a5568", "#3b4cb8", "#7a4a2b", "#b3262e", "#2f5d50"];

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
    this.draw(bench, structuredClone(elements(bench, kind).find((x) => named(kind, x) === id)));
  }

  add(bench, kind, letter) {
    this.kind = kind;
    this.id = null;
    const o = bench.office;
    const used = new Set(o.groups.map((g) => g.letter));
    const free = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((l) => !used.has(l)) ?? "";
    letter ??= o.groups[0]?.letter ?? "";
    if (fields[kind]) {
      this.draw(bench, fields[kind].fresh(o));
      return;
    }
    let n = 1;
    while (o.services.some((s) => s.id === letter + n)) n++;
    this.draw(bench, kind === "group" ? { letter: free, name: {}, icon: "help", color: palette[0], mean_minutes: 10 }
      : { id: letter + n, letter, name: {}, counters: [] });
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
    if (this.id !== null && !elements(bench, this.kind).some((x) => named(this.kind, x) === this.id)) {
      this.close();
      return;
    }
    this.problems(bench);
  }

  problems(bench) {
    for (const w of this.el.querySelectorAll(".wrong")) w.remove();
    for (const b of this.el.querySelectorAll(".bad")) b.classList.remove("bad");
    for (const p of bench.problems) {
      if (p.of !== this.kind || (p.id ?? "") !== (this.kind === "office" ? "" : this.id)) continue;
      const field = p.field ?? "";
      const spots = [field, field.replace(/\].*$/, "]"), field.replace(/\[\d+\].*$/, ""), field.split(".")[0], field ? null : "counters"];
      const at = spots.filter(Boolean).map((f) => this.el.querySelector(`[data-field="${f}"]`)).find(Boolean);
      (at ?? this.el.querySelector("h2")).classList.add("bad");
      (at ?? this.el.querySelector("h2")).append(make("span", "wrong", p.text));
    }
  }

  draw(bench, e) {
    this.e = e;
    this.bench = bench;
    this.langs = bench.office.languages;
    const name = nameOf(this.kind, e);
    const title = this.id === null ? say("setup.new_" + this.kind) : fields[this.kind] ? name : `${this.id} ${name}`;
    const own = fields[this.kind] ? fields[this.kind].draw(this, bench) : this.kind === "group" ? this.group(bench) : this.service(bench);
    this.el.replaceChildren(make("h2", "", title), ...own, this.deeds(name));
    this.el.hidden = false;
    this.problems(bench);
    this.el.parentElement.scrollTop = 0;
  }

  deeds(name) {
    const row = make("div", "deeds", make("button", "main", say("setup.save")));
    const cancel = make("button", "", say("setup.cancel"));
    cancel.type = "button";
    cancel.onclick = () => this.close();
    row.append(cancel);
    if (this.id !== null && this.kind !== "office" && !(this.kind === "hours" && this.id === "office")) {
      const remove = make("button", "remove", say("setup.remove"));
      remove.type = "button";
      remove.onclick = async () => { if (await this.hooks.remove(this.kind, this.id, name)) this.close(); };
      row.append(remove);
    }
    return row;
  }

  group(bench) {
    const e = this.e;
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].filter((l) => l === e.letter || !bench.office.groups.some((g) => g.letter === l));
    return [
      this.texts("name"),
      two(this.select("letter", letters.map((l) => [l, l])), this.number("mean_minutes", 1, 240)),
      this.icons(bench.icons), this.colors(),
      two(this.select("hours", [["", say("setup.hours_office")], ...bench.office.hours.filter((h) => h !== "office").map((h) => [h, h])]), this.check("hidden")),
    ];
  }

  service(bench) {
    const o = bench.office;
    const info = this.e.kind === "info";
    const fields = [this.texts("name")];
    if (this.id === null) fields.push(two(this.input("id"), this.select("kind", [["", say("setup.kind_ticket")], ["info", say("setup.kind_info")]], true)));
    if (!info) fields.push(two(this.select("letter", o.groups.map((g) => [g.letter, `${g.letter} ${g.name?.pl ?? ""}`])),
      this.select("hours", [["", say("setup.hours_group")], ...o.hours.map((h) => [h, h])])), this.counters(o.counters ?? []));
    else fields.push(this.texts("info", true));
    fields.push(this.lists("documents"), this.fees(),
      ...(info ? [] : [this.texts("must_have"), two(this.number("daily_limit", 1, 999), make("div"))]),
      two(this.select("pay_at", [["", say("setup.nobody")], ...o.counters.map((c) => [String(c.n), c.room ? "p. " + c.room : String(c.n)])]),
        make("div", "", this.check("quick"), this.check("hidden"))),
      this.lists("synonyms"));
    return fields;
  }

  box(field, ...inside) {
    const f = make("fieldset", "", make("legend", "", label(field)), ...inside);
    f.dataset.field = field;
    return f;
  }

  texts(field, long) {
    this.e[field] ??= {};
    return this.box(field, ...this.langs.map((l) => {
      const input = make(long ? "textarea" : "input");
      input.name = field + "." + l;
      input.lang = l;
      input.value = this.e[field][l] ?? "";
      input.oninput = () => { this.e[field][l] = input.value; };
      const row = make("label", "pair", words["lang." + l] ?? l, input);
      row.dataset.field = field + "." + l;
      return row;
    }));
  }

  lists(field) {
    this.e[field] ??= {};
    return this.box(field, make("small", "", say("setup.one_per_line")), ...this.langs.map((l) => {
      const area = make("textarea");
      area.name = field + "." + l;
      area.lang = l;
      area.value = (this.e[field][l] ?? []).join("\n");
      area.oninput = () => { this.e[field][l] = area.value.split("\n").map((x) => x.trim()).filter(Boolean); };
      const row = make("label", "pair", words["lang." + l] ?? l, area);
      row.dataset.field = field + "." + l;
      return row;
    }));
  }

  labelled(field, input) {
    input.name = field;
    const l = make("label", "", label(field), input);
    l.dataset.field = field;
    return l;
  }

  input(field) {
    const i = make("input");
    i.value = this.e[field] ?? "";
    i.oninput = () => { this.e[field] = i.value.trim(); };
    return this.labelled(field, i);
  }

  number(field, min, max) {
    const i = make("input");
    Object.assign(i, { type: "number", min, max, value: this.e[field] ?? "" });
    i.oninput = () => { this.e[field] = Math.trunc(Number(i.value)) || 0; };
    return this.labelled(field, i);
  }

  select(field, options, redraw) {
    const s = make("select");
    for (const [v, t] of options) s.append(new Option(t, v));
    s.value = String(this.e[field] ?? "");
    s.onchange = () => {
      this.e[field] = field === "pay_at" ? Number(s.value) || 0 : s.value;
      if (redraw) {
        if (this.e.kind === "info") Object.assign(this.e, { letter: "", counters: [] });
        this.draw(this.bench, this.e);
      }
    };
    return this.labelled(field, s);
  }

  check(field) {
    const c = make("input");
    Object.assign(c, { type: "checkbox", name: field, checked: Boolean(this.e[field]) });
    c.onchange = () => { this.e[field] = c.checked; };
    const l = make("label", "check", c, label(field));
    l.dataset.field = field;
    return l;
  }

  counters(all) {
    this.e.counters ??= [];
    const serving = all.filter((c) => c.use !== "info" && c.use !== "sent");
    return this.box("counters", make("div", "boxes", ...serving.map((c) => {
      const box = make("input");
      Object.assign(box, { type: "checkbox", name: "counter." + c.n, checked: this.e.counters.includes(c.n) });
      box.onchange = () => { this.e.counters = box.checked ? [...this.e.counters, c.n] : this.e.counters.filter((n) => n !== c.n); };
      return make("label", "check", box, c.room ? "p. " + c.room : String(c.n));
    })));
  }

  icons(names) {
    return this.box("icon", make("div", "icons", ...names.map((n) => {
      const r = make("input");
      Object.assign(r, { type: "radio", name: "icon", value: n, checked: this.e.icon === n });
      r.onchange = () => { this.e.icon = n; };
      const img = make("img");
      img.src = "/setup/icons/" + n + ".svg";
      img.alt = n;
      return make("label", "", r, img);
    })));
  }

  colors() {
    const own = make("input");
    Object.assign(own, { type: "color", name: "own", value: this.e.color });
    own.setAttribute("aria-label", label("color"));
    const swatches = palette.map((c) => {
      const r = make("input");
      Object.assign(r, { type: "radio", name: "color", value: c, checked: this.e.color === c });
      r.setAttribute("aria-label", c);
      r.onchange = () => { this.e.color = own.value = c; };
      const l = make("label", "", r);
      l.style.background = c;
      return l;
    });
    own.oninput = () => {
      this.e.color = own.value;
      for (const r of this.el.querySelectorAll("[name=color]")) r.checked = r.value === own.value;
    };
    return this.box("color", make("div", "colors", ...swatches, own));
  }

  fees() {
    this.e.fees ??= [];
    const rows = make("div");
    const draw = () => rows.replaceChildren(...this.e.fees.map((f, i) => this.fee(f, () => { this.e.fees.splice(i, 1); draw(); })));
    const more = make("button", "", "+ " + say("setup.fee_add"));
    more.type = "button";
    more.onclick = () => {
      this.e.fees.push({ amount: 0, from: new Date().toISOString().slice(0, 10), basis: this.e.fees.at(-1)?.basis ?? "" });
      draw();
    };
    draw();
    const box = this.box("fee", make("small", "", say("setup.zloty")), rows, make("div", "", more));
    return box;
  }

  fee(f, gone) {
    const field = (id, value, put, type = "text") => {
      const i = make("input");
      Object.assign(i, { type, value, name: "fee." + id });
      i.oninput = () => put(i.value.trim());
      return make("label", id, say("setup.fee_" + id), i);
    };
    const remove = make("button", "", "✕");
    remove.type = "button";
    remove.setAttribute("aria-label", say("setup.remove"));
    remove.onclick = gone;
    return make("div", "fee",
      ...this.langs.slice(0, 1).map((l) => field("what", f.what?.[l] ?? "", (v) => {
        f.what = v || Object.keys(f.what ?? {}).length > 1 ? { ...f.what, [l]: v } : undefined;
      })),
      field("amount", zloty(f), (v) => grosze(f, v)),
      remove,
      ...this.langs.slice(1).map((l) => {
        const i = make("input");
        i.value = f.what?.[l] ?? "";
        i.oninput = () => { f.what = { ...f.what, [l]: i.value.trim() }; };
        return make("label", "basis pair", words["lang." + l] ?? l, i);
      }).filter(() => f.what && Object.values(f.what).some(Boolean)),
      make("div", "days", field("from", f.from, (v) => { f.from = v; }, "date"), field("until", f.until ?? "", (v) => { f.until = v; }, "date")),
      field("basis", f.basis, (v) => { f.basis = v; }));
  }

  async save() {
    const own = this.e;
    const e = structuredClone(own);
    const body = { kind: this.kind, [this.kind === "office" ? "house" : this.kind]: e };
    const { id: was, kind } = this;
    const now = kind === "service" && was !== null ? was : named(kind, e);
    this.id = now; // before the answer is shown
    const done = await this.hooks.save(was !== null ? { do: "put", id: was, ...body } : { do: "add", ...body });
    if (this.e !== own) return; // another form was opened meanwhile
    if (!done) this.id = was;
    else if (was !== now && this.kind !== null) this.open(this.bench, kind, now); // its new title, and its way out
  }
}

export function label(field) {
  const s = say("setup.f_" + field);
  return s[0].toUpperCase() + s.slice(1);
}

export const two = (...inside) => make("div", "two", ...inside);

function zloty(f) {
  const one = (n) => (n / 100).toFixed(2).replace(".", ",").replace(/,00$/, "");
  return f.amount !== undefined ? one(f.amount) : `${one(f.min ?? 0)}–${one(f.max ?? 0)}`;
}

// grosze reads an amount, or two with a dash between. What is no number becomes -1, which the loader refuses by name.
function grosze(f, v) {
  const read = (s) => { const n = Math.round(Number(s.trim().replace(",", ".")) * 100); return Number.isFinite(n) ? n : -1; };
  const [a, b] = v.split(/[–-]/);
  delete f.amount;
  delete f.min;
  delete f.max;
  if (b === undefined) f.amount = read(a);
  else Object.assign(f, { min: read(a), max: read(b) });
}
