// The list of groups and services as clients see them, to open and to put in order: by dragging, or with arrows. The
// services of a group stand below it while it is open.

import { fill, make, put, say } from "./common.js";

export class Tree {
  // hooks: open(kind, id), move(kind, id, before)
  constructor(el, hooks) {
    this.el = el;
    this.hooks = hooks;
    this.picked = null;
    this.open = null; // letter of the group whose services are shown
    this.rows = [];
  }

  // group is the letter of the group that is open, or whose service is.
  group() {
    return this.rows.find((r) => r.key === this.picked)?.letter;
  }

  pick(key) {
    this.picked = key;
    const letter = this.rows.find((r) => r.key === key)?.letter;
    if (letter !== this.open && letter !== undefined) {
      this.open = letter;
      if (this.bench) this.show(this.bench);
    }
    this.mark();
  }

  mark() {
    for (const li of this.el.children) li.setAttribute("aria-current", String(li.dataset.key === this.picked));
  }

  show(bench) {
    this.bench = bench;
    const o = bench.office;
    const bad = (of, id) => bench.problems.some((p) => p.of === of && p.id === id);
    const rows = [];
    const services = o.services ?? [];
    const row = (kind, id, e, letter, siblings, i) => ({
      kind, id, e, letter, key: kind + " " + id, bad: bad(kind, id), up: siblings[i - 1], after: siblings[i + 2], last: i === siblings.length - 1,
    });
    (o.groups ?? []).forEach((g, i) => {
      rows.push(row("group", g.letter, g, g.letter, o.groups.map((x) => x.letter), i));
      const own = services.filter((s) => s.letter === g.letter && s.kind !== "info");
      rows.at(-1).bad ||= own.some((s) => bad("service", s.id));
      rows.at(-1).count = own.length;
      if (g.letter === this.open) own.forEach((s, j) => rows.push(row("service", s.id, s, g.letter, own.map((x) => x.id), j)));
    });
    const rest = services.filter((s) => s.kind === "info" || !o.groups.some((g) => g.letter === s.letter));
    rest.forEach((s, j) => rows.push(row("service", s.id, s, undefined, rest.map((x) => x.id), j)));
    this.rows = rows;
    fill(this.el, rows, (r) => r.key, (r) => this.make(r), (li, r) => this.update(li, r));
    this.mark();
  }

  make(r) {
    const li = make("li", "item " + r.kind);
    const grip = make("span", "grip", "⠿");
    grip.setAttribute("aria-hidden", "true");
    const swatch = make("span", "swatch");
    if (r.kind === "group") swatch.append(make("img"));
    const open = make("button", "open", make("b"), make("span"), make("i", "chip"), make("i", "chip bad", "!"));
    const up = make("button", "move", "▲");
    const down = make("button", "move", "▼");
    li.append(grip, ...(r.kind === "group" ? [swatch] : []), open, up, down);
    grip.onpointerdown = (e) => this.drag(e, li);
    return li;
  }

  update(li, r) {
    li.row = r;
    const name = r.e.name?.pl ?? r.id;
    li.classList.toggle("hidden", Boolean(r.e.hidden));
    if (r.kind === "group") {
      const s = li.children[1];
      s.style.background = r.e.color;
      const src = "/setup/icons/" + r.e.icon + ".svg";
      if (s.firstChild.getAttribute("src") !== src) s.firstChild.setAttribute("src", src);
      s.firstChild.alt = "";
    }
    const [open, up, down] = [...li.children].slice(-3);
    const [b, span, chip, bang] = open.children;
    put(b, r.id);
    put(span, name);
    put(chip, r.e.hidden ? say("setup.hidden_chip") : r.e.kind === "info" ? say("setup.info_chip") : r.count !== undefined ? String(r.count) : "");
    chip.hidden = !chip.textContent;
    bang.hidden = !r.bad;
    open.onclick = () => { this.pick(r.key); this.hooks.open(r.kind, r.id); };
    up.disabled = r.up === undefined;
    down.disabled = r.last;
    up.setAttribute("aria-label", say("setup.up", { Name: name }));
    down.setAttribute("aria-label", say("setup.down", { Name: name }));
    up.onclick = () => this.hooks.move(r.kind, r.id, r.up);
    down.onclick = () => this.hooks.move(r.kind, r.id, r.after ?? "");
  }


  // drag lets a row follow the pointer; it is dropped between its own kind.
  drag(e, li) {
    e.preventDefault();
    const r = li.row;
    li.classList.add("dragging");
    const mates = [...this.el.children].filter((x) => x !== li && x.row.kind === r.kind && (r.kind === "group" || x.row.letter === r.letter));
    let target = null;
    const clear = () => mates.forEach((m) => m.classList.remove("above", "below"));
    const over = (y) => {
      clear();
      target = null;
      for (const m of mates) {
        const box = m.getBoundingClientRect();
        if (y < box.top + box.height / 2) {
          target = { before: m.row.id };
          m.classList.add("above");
          return;
        }
      }
      if (mates.length) {
        target = { before: "" };
        mates.at(-1).classList.add("below");
      }
    };
    const move = (ev) => over(ev.clientY);
    const end = (ev) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      clear();
      li.classList.remove("dragging");
      if (ev.type === "pointerup" && target) this.hooks.move(r.kind, r.id, target.before);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }
}
