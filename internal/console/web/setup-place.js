// What is not a button: the office's texts and languages, hours, zones and counters. The list of them, and their fields for
// the form.

import { fill, make, put, say, words } from "./common.js";
import { label, two } from "./setup-form.js";

const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const arrows = ["left", "right", "up", "down", "ahead"];

// elements are all of a kind.
export function elements(bench, kind) {
  const o = bench.office;
  return { group: o.groups, service: o.services, counter: o.counters, zone: o.zones, hours: o.times, office: o.house ? [o.house] : [] }[kind] ?? [];
}

// named is an element's name among its kind.
export function named(kind, e) {
  return { group: e.letter, service: e.id, counter: String(e.n), zone: e.id, hours: e.name, office: "office" }[kind];
}

// nameOf is what people call it.
export function nameOf(kind, e) {
  switch (kind) {
    case "counter": return say("setup.of_counter", { ID: e.room ? "p. " + e.room : e.n });
    case "hours": return say("setup.at_hours", { ID: e.name });
    case "office": return say("setup.office_texts");
    default: return e.name?.pl ?? "";
  }
}

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
    const part = (title) => rows.push({ key: "part " + title, title });
    const all = (kind, words2) => {
      for (const e of elements(bench, kind)) {
        const id = named(kind, e);
        rows.push({ key: kind + " " + id, kind, id, title: nameOf(kind, e), more: words2?.(e),
          bad: bench.problems.some((p) => p.of === kind && (kind === "office" || p.id === id)) });
      }
    };
    all("office");
    part(say("setup.s_hours"));
    all("hours", (h) => (h.same_as ? say("setup.f_same_as") + " " + h.same_as : week.map((d) => h[d]).filter((t) => t && t !== "closed")[0]));
    part(say("setup.zones"));
    all("zone", (z) => say("setup.arrow_" + z.arrow));
    part(label("counters"));
    all("counter", (c) => (c.serves ?? []).join(", ") || (c.use ? say("setup.use_" + c.use) : ""));
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

const copy = (o) => structuredClone(o);

// fields of each kind: fresh makes a new one, draw its fields.
export const fields = {
  office: {
    draw(f) {
      const known = Object.keys(words).filter((w) => w.startsWith("lang.")).map((w) => w.slice(5));
      const boxes = known.map((l) => {
        const c = make("input");
        Object.assign(c, { type: "checkbox", name: "language." + l, checked: f.e.languages.includes(l), disabled: l === "pl" });
        c.onchange = () => { f.e.languages = c.checked ? [...f.e.languages, l] : f.e.languages.filter((x) => x !== l); };
        return make("label", "check", c, words["lang." + l]);
      });
      return [f.box("languages", make("small", "", say("setup.lang_hint")), make("div", "boxes", ...boxes)), f.texts("name"), f.texts("privacy"), f.input("infoline")];
    },
  },

  zone: {
    fresh: (o) => ({ id: "", name: {}, way: {}, arrow: "ahead", color: o.zones?.[0]?.color ?? "#1d5fa8" }),
    draw(f) {
      const id = f.id === null ? [hinted(f.input("id"), say("setup.name_hint"))] : [];
      return [...id, f.texts("name"), f.texts("way"), f.select("arrow", arrows.map((a) => [a, say("setup.arrow_" + a)])), f.colors()];
    },
  },

  counter: {
    fresh(o) {
      let n = 1;
      while (o.counters.some((c) => c.n === n)) n++;
      return { n, zone: o.zones?.[0]?.id ?? "", serves: [] };
    },
    draw(f, bench) {
      const o = bench.office;
      f.e.use ??= "";
      const use = f.select("use", [["", say("setup.use_serve")], ["sent", say("setup.use_sent")], ["info", say("setup.use_info")]]);
      return [two(hinted(f.number("n", 1, 999), say("setup.number_hint")), f.input("room")), two(f.select("zone", (o.zones ?? []).map((z) => [z.id, z.name?.pl ?? z.id])), use),
        serves(f, o), two(f.input("lamp"), f.input("button"))];
    },
  },

  hours: {
    fresh: () => ({ name: "", closed_on_holidays: true }),
    draw(f, bench) {
      const others = bench.office.hours.filter((h) => h !== f.id);
      const name = f.id === null ? [hinted(f.input("name"), say("setup.name_hint"))] : [];
      const same = f.select("same_as", [["", say("setup.s_none")], ...others.map((h) => [h, h])], true);
      if (f.e.same_as) return [...name, same];
      const days = week.map((d) => {
        const l = f.input(d);
        l.className = "pair";
        const i = l.querySelector("input");
        i.placeholder = say("setup.s_closed");
        if (i.value === "closed") i.value = "";
        return l;
      });
      return [...name, same, make("fieldset", "", make("small", "", say("setup.s_times_hint")), ...days), f.check("closed_on_holidays"), exceptions(f)];
    },
  },
};

function hinted(l, hint) {
  l.append(make("small", "", hint));
  return l;
}

// serves lists what a counter serves, each with its level; whole groups by their letter.
function serves(f, o) {
  const levels = ["first", "idle", "only"];
  const rows = make("div", "serves");
  const title = (id) => {
    const g = o.groups.find((x) => x.letter === id);
    return g ? say("setup.whole_group", { Name: id + " " + (g.name?.pl ?? "") }) : id + " " + (o.services.find((s) => s.id === id)?.name?.pl ?? "");
  };
  const add = make("select");
  add.name = "serve";
  add.setAttribute("aria-label", say("setup.add_serves"));
  const draw = () => {
    f.e.serves ??= [];
    rows.replaceChildren(...f.e.serves.map((id) => {
      const level = make("select");
      level.name = "level." + id;
      level.setAttribute("aria-label", title(id));
      level.append(new Option(say("setup.level_normal"), ""), ...levels.map((l) => new Option(say("setup.f_" + l), l)));
      level.value = levels.find((l) => (f.e[l] ?? []).includes(id)) ?? "";
      level.onchange = () => {
        for (const l of levels) f.e[l] = (f.e[l] ?? []).filter((x) => x !== id).concat(l === level.value ? [id] : []);
      };
      const gone = make("button", "", "✕");
      gone.type = "button";
      gone.setAttribute("aria-label", say("setup.remove") + " " + title(id));
      gone.onclick = () => {
        for (const l of ["serves", ...levels]) f.e[l] = (f.e[l] ?? []).filter((x) => x !== id);
        draw();
      };
      return make("div", "serve", make("span", "", title(id)), level, gone);
    }));
    add.replaceChildren(new Option(say("setup.add_serves"), ""));
    for (const g of o.groups) {
      const own = o.services.filter((s) => s.letter === g.letter && s.kind !== "info");
      const group = make("optgroup");
      group.label = g.letter + " " + (g.name?.pl ?? "");
      for (const id of [g.letter, ...own.map((s) => s.id)]) if (!f.e.serves.includes(id)) group.append(new Option(title(id), id));
      if (group.children.length) add.append(group);
    }
  };
  add.onchange = () => { if (add.value) { f.e.serves = [...f.e.serves, add.value]; draw(); } };
  draw();
  return f.box("serves", rows, add);
}

// exceptions are days with times of their own, in the order in which they count.
function exceptions(f) {
  const rows = make("div");
  const draw = () => rows.replaceChildren(...f.e.exceptions.map((e, i) => one(e, i)));
  const text = (e, key, caption, hint) => {
    const i = make("input");
    Object.assign(i, { value: e[key] ?? "", placeholder: hint ?? "", name: "exception." + key });
    i.oninput = () => { e[key] = i.value.trim(); };
    return make("label", "", caption, i);
  };
  const one = (e, i) => {
    const days = week.map((d) => {
      const c = make("input");
      Object.assign(c, { type: "checkbox", checked: (e.weekdays ?? []).includes(d) });
      c.onchange = () => { e.weekdays = week.filter((x) => (x === d ? c.checked : (e.weekdays ?? []).includes(x))); };
      return make("label", "check", c, say("setup.f_" + d));
    });
    e.why ??= {};
    const why = f.langs.map((l) => {
      const input = make("input");
      input.value = e.why[l] ?? "";
      input.oninput = () => { e.why[l] = input.value; };
      return make("label", "pair", words["lang." + l] ?? l, input);
    });
    const gone = make("button", "", "✕ " + say("setup.remove"));
    gone.type = "button";
    gone.onclick = () => { f.e.exceptions.splice(i, 1); draw(); };
    const open = text(e, "open", label("open"), say("setup.s_closed"));
    const input = open.querySelector("input");
    if (input.value === "closed") input.value = "";
    input.oninput = () => { e.open = input.value.trim() || "closed"; };
    const box = make("fieldset", "exception", make("div", "days", text(e, "from", say("setup.fee_from"), "12-31"), text(e, "until", say("setup.fee_until"), ""), open),
      make("small", "", say("setup.s_every_year") + "; " + say("setup.s_weekdays") + ":"), make("div", "boxes", ...days), make("small", "", label("why")), ...why, make("div", "", gone));
    box.dataset.field = `exception[${i}]`;
    return box;
  };
  f.e.exceptions = copy(f.e.exceptions ?? []);
  draw();
  const more = make("button", "", "+ " + say("setup.s_add_day"));
  more.type = "button";
  more.onclick = () => { f.e.exceptions.unshift({ from: "12-31", open: "closed" }); draw(); };
  return f.box("exception", make("div", "", more), rows);
}
