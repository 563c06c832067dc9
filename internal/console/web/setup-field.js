// The kinds of fields (configs/edit/form.go), each drawn into an element e. name is that of the inputs.

import { make, say, words } from "./common.js";

const palette = ["#1d5fa8", "#6a3fa0", "#0f6b6b", "#8a5200", "#a63a1e", "#2e7031", "#9c2a5b", "#4a5568", "#3b4cb8", "#7a4a2b", "#b3262e", "#2f5d50"];

// seen tells whether an element has a field now.
export const seen = (f, e) => !f.if || f.is.includes(String(e[f.if] ?? ""));

export function draw(form, f, e, name) { return kinds[f.kind](form, f, e, name); }

const spot = (f) => f.spot ?? f.key;
const hint = (f) => (f.hint ? [make("small", "", f.hint)] : []);

// label is a caption with one input; box a caption over several.
function label(f, input, name, cls = "") {
  input.name = name;
  const l = make("label", cls, f.caption, input, ...hint(f));
  l.dataset.field = spot(f);
  return l;
}

function box(f, ...inside) {
  const b = make("fieldset", "broad", make("legend", "", f.caption), ...hint(f), ...inside);
  b.dataset.field = spot(f);
  return b;
}

function input(value, put, more = {}) {
  const i = make("input");
  Object.assign(i, { value: value ?? "", ...more });
  i.oninput = () => put(i.value.trim());
  return i;
}

function button(caption, press, cls = "") {
  const b = make("button", cls, caption);
  b.type = "button";
  b.onclick = press;
  return b;
}

function tick(caption, name, on, put) {
  const c = make("input");
  Object.assign(c, { type: "checkbox", name, checked: on });
  c.onchange = () => put(c.checked);
  return make("label", "check", c, caption);
}

// perLanguage draws one input for each language of the office.
function perLanguage(form, f, name, one) {
  return form.langs.map((l) => {
    const i = one(l);
    i.name = name + "." + l;
    i.lang = l;
    const row = make("label", "pair", words["lang." + l] ?? l, i);
    row.dataset.field = spot(f) + "." + l;
    return row;
  });
}

function area(lines, put) {
  const a = make("textarea");
  a.value = (lines ?? []).join("\n");
  a.oninput = () => put(a.value.split("\n").map((x) => x.trim()).filter(Boolean));
  return a;
}

const text = (more) => (form, f, e, name) => label(f, input(e[f.key] === "closed" ? "" : e[f.key], (v) => { e[f.key] = v || f.blank || ""; }, { placeholder: f.empty ?? "", ...more }), name);

const kinds = {
  words(form, f, e, name) {
    e[f.key] ??= {};
    return box(f, ...perLanguage(form, f, name, (l) => input(e[f.key][l], (v) => { e[f.key][l] = v; })));
  },
  story(form, f, e, name) {
    e[f.key] ??= {};
    return box(f, ...perLanguage(form, f, name, (l) => {
      const a = make("textarea");
      a.value = e[f.key][l] ?? "";
      a.oninput = () => { e[f.key][l] = a.value; };
      return a;
    }));
  },
  lists(form, f, e, name) {
    e[f.key] ??= {};
    return box(f, make("small", "", say("setup.one_per_line")), ...perLanguage(form, f, name, (l) => area(e[f.key][l], (v) => { e[f.key][l] = v; })));
  },
  list(form, f, e, name) {
    const l = label(f, area(e[f.key], (v) => { e[f.key] = v; }), name, "broad");
    l.append(make("small", "", say("setup.one_per_line")));
    return l;
  },
  text: text({}),
  times: text({}),
  day: text({}),
  date: text({ type: "date" }),
  clock: text({ type: "time" }),
  number: (form, f, e, name) => label(f, input(e[f.key] || "", (v) => { e[f.key] = Math.trunc(Number(v)) || 0; },
    { type: "number", min: f.min, max: f.max, placeholder: f.empty ?? "" }), name),
  choice(form, f, e, name) {
    const s = make("select");
    const options = f.options.filter((o) => (!o.of || o.of === form.id) && !(f.others && o.value === form.id));
    for (const o of options) s.append(new Option(o.name, o.value));
    s.value = String(e[f.key] || options[0]?.value || "");
    s.onchange = () => {
      e[f.key] = options[s.selectedIndex].value;
      if (f.key === "kind") Object.assign(e, { letter: "", counters: [] });
      if (form.bench.forms[form.kind].fields.some((g) => g.if === f.key)) form.redraw();
    };
    return label(f, s, name);
  },
  many(form, f, e, name) {
    const known = f.options.filter((o) => !f.among || (form.e[f.among] ?? []).includes(o.value));
    return box(f, make("div", "boxes", ...known.map((o) => tick(o.name, name + "." + o.value, (e[f.key] ?? []).includes(o.value), (on) => {
      const now = (e[f.key] ?? []).filter((v) => v !== o.value);
      e[f.key] = on ? [...now, o.value] : now;
    }))));
  },
  switch(form, f, e, name) {
    const l = tick(f.caption, name, Boolean(e[f.key]), (on) => { e[f.key] = on; });
    l.append(...hint(f));
    l.dataset.field = spot(f);
    return l;
  },
  icon(form, f, e, name) {
    return box(f, make("div", "icons", ...form.bench.icons.map((n) => {
      const r = make("input");
      Object.assign(r, { type: "radio", name, value: n, checked: e[f.key] === n });
      r.onchange = () => { e[f.key] = n; };
      const img = make("img");
      img.src = "/setup/icons/" + n + ".svg";
      img.alt = n;
      return make("label", "", r, img);
    })));
  },
  color(form, f, e, name) {
    const own = input(e[f.key], () => {}, { type: "color", name: "own" });
    own.setAttribute("aria-label", f.caption);
    const swatches = palette.map((c) => {
      const r = make("input");
      Object.assign(r, { type: "radio", name, value: c, checked: e[f.key] === c });
      r.setAttribute("aria-label", c);
      r.onchange = () => { e[f.key] = own.value = c; };
      const l = make("label", "", r);
      l.style.background = c;
      return l;
    });
    const b = box(f, make("div", "colors", ...swatches, own));
    own.oninput = () => {
      e[f.key] = own.value;
      for (const r of b.querySelectorAll("[type=radio]")) r.checked = r.value === own.value;
    };
    return b;
  },
  money: (form, f, e, name) => label(f, input(zloty(e), (v) => grosze(e, v)), name),
  serves,
  tables,
};

// serves lists what a counter serves, each with its level; whole groups by their letter.
function serves(form, f, e, name) {
  const rows = make("div", "serves");
  const levels = f.levels.map((l) => l.value).filter(Boolean);
  const title = (v) => f.options.find((o) => o.value === v)?.name ?? v;
  const add = make("select");
  add.name = "serve";
  add.setAttribute("aria-label", f.add);
  const show = () => {
    e[f.key] ??= [];
    rows.replaceChildren(...e[f.key].map((id) => {
      const level = make("select");
      level.name = "level." + id;
      level.setAttribute("aria-label", title(id));
      for (const l of f.levels) level.append(new Option(l.name, l.value));
      level.value = levels.find((l) => (e[l] ?? []).includes(id)) ?? "";
      level.onchange = () => {
        for (const l of levels) e[l] = (e[l] ?? []).filter((x) => x !== id).concat(l === level.value ? [id] : []);
      };
      const gone = button("✕", () => {
        for (const l of [f.key, ...levels]) e[l] = (e[l] ?? []).filter((x) => x !== id);
        form.redraw();
      });
      gone.setAttribute("aria-label", say("setup.remove") + " " + title(id));
      return make("div", "serve", make("span", "", title(id)), level, gone);
    }));
    add.replaceChildren(new Option(f.add, ""));
    for (const part of new Set(f.options.map((o) => o.part))) {
      const group = make("optgroup");
      group.label = part;
      for (const o of f.options) if (o.part === part && !e[f.key].includes(o.value)) group.append(new Option(o.name, o.value));
      if (group.children.length) add.append(group);
    }
  };
  add.onchange = () => { if (add.value) { e[f.key] = [...e[f.key], add.value]; form.redraw(); } };
  show();
  return box(f, rows, add);
}

// tables are elements within an element, in the order in which they count.
function tables(form, f, e, name) {
  e[f.key] = structuredClone(e[f.key] ?? []);
  const rows = e[f.key].map((x, i) => {
    const gone = button("✕ " + say("setup.remove"), () => { e[f.key].splice(i, 1); form.redraw(); });
    const up = button("▲", () => { e[f.key].splice(i - 1, 0, ...e[f.key].splice(i, 1)); form.redraw(); });
    up.setAttribute("aria-label", say("setup.up", { Name: i + 1 }));
    up.disabled = i === 0;
    const row = make("fieldset", "fields row-of", ...f.fields.map((g) => draw(form, { ...g, spot: `${spot(f)}[${i}].${spot(g)}` }, x, spot(f) + "." + g.key)), make("div", "row broad", gone, up));
    row.dataset.field = `${spot(f)}[${i}]`;
    return row;
  });
  return box(f, make("div", "", button("+ " + f.add, () => { e[f.key][f.front ? "unshift" : "push"](structuredClone(f.fresh)); form.redraw(); })), ...rows);
}

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
