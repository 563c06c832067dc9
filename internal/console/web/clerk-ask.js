// What the clerk's page asks before it presses: where to, until when, which matter, why. Each dialog ends with one
// call of press(verb, body), or with nothing. In the small window, where no dialog fits, all are asked in a row (clerk-row.js).

import { Row } from "./clerk-row.js";
import { $, clock, fill, make, placeName, put, say } from "./common.js";

const breaks = [5, 10, 15, 20, 30, 45, 60]; // minutes offered
const parks = [10, 15, 20, 30, 45, 60, 90];

export class Questions {
  // house() and queue() are the latest pictures, press as in Presses with the counter known. small: there is no room for dialogs.
  constructor(house, queue, press, small) {
    this.row = small ? new Row() : null;
    this.house = house;
    this.queue = queue;
    this.press = press;
    for (const id of ["matters", "until", "keyhelp"]) {
      $(id).querySelector("[data-close]").addEventListener("click", () => $(id).close());
    }
    $("search").addEventListener("input", () => this.showChoices());
    $("search").addEventListener("keydown", (e) => {
      if (e.key === "Enter") $("choices").querySelector("button")?.click();
    });
  }

  // transfer asks for a service or a counter, and for a note.
  transfer(c) {
    const { services, phrases } = this.house();
    const go = (to, note) => this.press("transfer", { ...to, note: note || undefined });
    const places = this.queue().counters.filter((x) => x.open && x.n !== c.n).map((x) => ({
      id: placeName(x), name: say("console.to_counter_open", { Total: x.waiting }), go: (note) => go({ counter: x.n }, note),
    }));
    this.choices = services.filter((s) => s.kind === "ticket" && s.counters?.length && s.id !== c.ticket.service)
      .map((s) => ({ id: s.id, name: s.name.pl, go: (note) => go({ service: s.id }, note) })).concat(places);
    const notes = phrases?.notes ?? [];
    if (this.row) {
      const options = notes.length ? [say("console.note_none"), ...notes] : [];
      this.row.ask("transfer", say("console.transfer"), c.ticket.number, this.choices, say("console.note"), options, notes.length ? ["", ...notes] : []);
      return;
    }
    $("notes").hidden = notes.length === 0;
    fill($("note"), ["", ...notes], (t) => t || "none", (t) => Object.assign(make("option", "", t || say("console.note_none")), { value: t }), () => {});
    $("note").value = "";
    this.openMatters("console.transfer_title", "console.transfer_hint");
  }

  // another asks for the next matter of the same client.
  another(c, result) {
    this.choices = this.house().services.filter((s) => s.kind === "ticket" && s.counters?.includes(c.n))
      .map((s) => ({ id: s.id, name: s.name.pl, go: () => this.press("continue", { service: s.id, result }) }));
    if (this.row) {
      this.row.ask("continue", say("console.continue"), c.ticket.number, this.choices);
      return;
    }
    $("notes").hidden = true;
    this.openMatters("console.continue_title", "console.continue_hint");
  }

  openMatters(title, hint) {
    put($("matterstitle"), say(title));
    put($("mattershint"), say(hint));
    $("choices").replaceChildren();
    $("search").value = "";
    this.showChoices();
    $("matters").showModal();
    $("search").focus();
  }

  showChoices() {
    const want = plain($("search").value);
    const found = this.choices.filter((x) => plain(x.id + " " + x.name).includes(want));
    fill($("choices"), found.length ? found : [null], (x) => x?.id ?? "none", (x) => {
      if (!x) return make("li", "none", say("console.no_match"));
      const b = make("button", "", make("b", "", x.id), make("span", "", x.name));
      b.addEventListener("click", () => {
        $("matters").close();
        x.go($("notes").hidden ? "" : $("note").value);
      });
      return make("li", "", b);
    }, () => {});
  }

  // pause asks until when and why.
  pause(c) {
    const reasons = this.house().phrases?.breaks ?? [];
    const close = (back, reason) => this.press("close", { back, reason });
    if (this.row) {
      const times = this.times(breaks, close);
      this.row.ask("break", say("console.break"), c.ticket ? say("console.break_ends", { Number: c.ticket.number }) : "", times, say("console.break_why"), reasons, reasons, 2);
      return;
    }
    put($("untilhint"), c.ticket ? say("console.break_finishes", { Number: c.ticket.number }) : say("console.break_hint"));
    this.openUntil("console.break_title", breaks, reasons, close);
    $("times").querySelectorAll("button")[2].focus();
  }

  park(c) {
    const aside = (until) => this.press("park", until ? { until } : undefined);
    if (this.row) {
      this.row.ask("park", say("console.park"), c.ticket.number, [{ name: say("console.park_open"), go: () => aside() }, ...this.times(parks, aside)]);
      return;
    }
    put($("untilhint"), say("console.park_hint"));
    this.openUntil("console.park_title", parks, [], aside);
    const open = make("button", "main", say("console.park_open"));
    open.addEventListener("click", () => {
      $("until").close();
      aside();
    });
    $("times").prepend(open);
    open.focus();
  }

  openUntil(title, spans, reasons, go) {
    put($("untiltitle"), say(title));
    $("reasons").hidden = reasons.length === 0;
    $("reasonlist").replaceChildren(...reasons.map((text, i) => {
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "reason", value: text, checked: i === 0 });
      return make("label", "", radio, text);
    }));
    $("times").replaceChildren(...this.times(spans, go).map((t) => {
      const b = make("button", "", t.name);
      b.addEventListener("click", () => {
        const reason = $("reasonlist").querySelector(":checked")?.value;
        $("until").close();
        t.go(reason);
      });
      return b;
    }));
    $("until").showModal();
  }

  // times are choices of minutes from now on; go is told the moment, counted from when it is chosen.
  times(spans, go) {
    const now = this.queue().now;
    const asked = performance.now();
    return spans.map((min) => ({
      name: say("console.minutes_until", { Min: min, Time: clock(now, min * 60000) }),
      go: (reason) => go(new Date(Date.parse(now) + performance.now() - asked + min * 60000).toISOString(), reason || undefined),
    }));
  }

  // keys lists what keys do: [key, words].
  keys(list) {
    $("keylist").replaceChildren(...list.map(([key, text]) => make("li", "", make("kbd", "", key), make("span", "", text))));
    $("keyhelp").showModal();
  }
}

// plain makes "Łódź" findable by "lodz".
function plain(s) { return s.toLowerCase().replaceAll("ł", "l").normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }
