// The view that gives tickets: what is wanted of the next one, and the services by group or by a word.

import { $, ask, fill, make, put, say, wait, words } from "./common.js";

const pause = 150; // ms after the last letter before the office is asked

export class Issue {
  // tools: house(), lines(), press, busy(), toast and card(id, lang) as the page has them.
  constructor(tools) {
    Object.assign(this, tools);
    this.group = ""; // letter that was opened
    this.found = null; // ids that fit the search; null: none is asked for
    this.choose("pl", "paper");
    $("options").open = matchMedia("(min-width: 700px)").matches;
    fill($("languages"), this.house().languages, (l) => l, (l) => {
      const b = make("button", "", words["lang." + l] ?? l);
      b.lang = l;
      b.addEventListener("click", () => { this.choose(l, this.way); this.show(); });
      return b;
    }, () => {});
    for (const b of $("needs").children) {
      b.addEventListener("click", () => { this.need[b.dataset.need] = !this.need[b.dataset.need]; this.show(); });
    }
    for (const b of $("ways").children) b.addEventListener("click", () => { this.choose(this.lang, b.dataset.way); this.show(); });
    $("search").addEventListener("input", () => this.later());
    $("search").addEventListener("keydown", (e) => e.key === "Enter" && this.search());
    $("clear").addEventListener("click", () => { this.restart(); $("search").focus(); });
    $("allgroups").addEventListener("click", () => { this.restart(); $("groups").querySelector("button")?.focus(); });
  }

  // choose sets the language and the way; needs stay, or begin without any.
  choose(lang, way) {
    this.lang = lang;
    this.way = way;
    this.need ??= { priority: false, several: false, large: false };
  }

  // reset makes the page ready for the next client.
  reset() {
    this.need = null;
    this.choose("pl", "paper");
    this.restart();
  }

  restart() {
    this.group = "";
    this.found = null;
    $("search").value = "";
    this.show();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), pause);
  }

  async search() {
    clearTimeout(this.timer);
    const text = $("search").value.trim();
    if (!text) {
      this.found = null;
      return this.show();
    }
    try {
      const answer = await ask("GET", `/find?q=${encodeURIComponent(text)}&lang=${this.lang}`);
      if ($("search").value.trim() === text) this.found = answer.services;
    } catch (e) {
      this.toast(e.error?.text ?? say("console.lost"), e.error?.hint);
    }
    this.show();
  }

  show() {
    const house = this.house();
    if (!house) return;
    for (const b of $("languages").children) b.setAttribute("aria-pressed", String(b.lang === this.lang));
    for (const b of $("needs").children) b.setAttribute("aria-pressed", String(this.need[b.dataset.need]));
    for (const b of $("ways").children) {
      b.setAttribute("aria-pressed", String(b.dataset.way === this.way));
      b.hidden = b.dataset.way === "phone" && !house.phone;
    }
    const needs = Object.keys(this.need).filter((n) => this.need[n]).map((n) => say("tablet." + n));
    put($("chosen"), say("tablet.options", { Name: [words["lang." + this.lang], say("tablet.way_" + this.way), ...needs].join(", ") }));
    $("checkin").hidden = $("visithow").hidden = !house.booked;
    put($("visithow"), $("chosen").textContent);
    const pick = this.found ?? (this.group ? house.services.filter((s) => s.letter === this.group).map((s) => s.id) : null);
    $("groups").hidden = pick !== null;
    $("allgroups").hidden = pick === null;
    $("nothing").hidden = !pick || pick.length > 0;
    fill($("groups"), house.groups, (g) => g.letter, (g) => {
      const b = make("button", "", make("b", "", g.letter), make("span", "", g.name.pl));
      b.style.borderLeftColor = g.color;
      b.addEventListener("click", () => { this.group = g.letter; this.show(); $("views").scrollTop = 0; });
      return make("li", "", b);
    }, () => {});
    const services = (pick ?? []).map((id) => house.services.find((s) => s.id === id)).filter(Boolean);
    fill($("services"), services, (s) => s.id, (s) => this.row(s), (li, s) => this.update(li, s));
  }

  row(s) {
    const give = make("button", "give", make("b", "", s.name.pl), make("span"), make("small"));
    give.dataset.service = s.id;
    give.addEventListener("click", () => (s.kind === "info" ? this.card(s.id, this.lang) : this.give(s.id)));
    const info = make("button", "info", say("tablet.info"));
    info.dataset.card = s.id;
    info.addEventListener("click", () => this.card(s.id, this.lang));
    return make("li", "", give, info);
  }

  update(li, s) {
    const [give] = li.children;
    const line = this.lines()?.lines.find((l) => l.service === s.id);
    give.disabled = s.kind !== "info" && this.busy();
    give.classList.toggle("closed", Boolean(line && !line.open));
    put(give.children[1], line ? [say("tablet.waiting_n", { Total: line.waiting }), wait(line.wait)].join(" · ") : "");
    put(give.children[2], line ? line.note ?? (line.serving ? "" : say("tablet.no_counter")) : "");
  }

  give(service) {
    this.press("/tickets", { service, several: this.need.several, ...this.wanted() }, "issue", { way: this.way });
  }

  // checkIn gives a ticket to somebody with a booked visit.
  checkIn(code) { this.press("/check-in", { code, ...this.wanted() }, "issue", { way: this.way }); }

  wanted() {
    return { lang: this.lang, priority: this.need.priority, large: this.need.large, no_paper: this.way !== "paper" };
  }
}
