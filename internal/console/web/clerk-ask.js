// What the clerk's page asks before it presses: where to, until when, which matter, why. Each dialog ends with one
// call of press(path, body, name), or with nothing.

import { $, clock, fill, make, placeName, put, say } from "./common.js";

const breaks = [5, 10, 15, 20, 30, 45, 60]; // minutes offered
const parks = [10, 15, 20, 30, 45, 60, 90];

export class Questions {
  // house() and queue() are the latest pictures, press as in Presses with the counter known.
  constructor(house, queue, press) {
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
    const go = (to) => this.press("transfer", { ...to, note: $("note").value || undefined });
    const places = this.queue().counters.filter((x) => x.open && x.n !== c.n).map((x) => ({
      id: placeName(x), name: say("console.to_counter_open", { Total: x.waiting }), go: () => go({ counter: x.n }),
    }));
    this.choices = services.filter((s) => s.kind === "ticket" && s.counters?.length && s.id !== c.ticket.service)
      .map((s) => ({ id: s.id, name: s.name.pl, go: () => go({ service: s.id }) })).concat(places);
    const notes = phrases?.notes ?? [];
    $("notes").hidden = notes.length === 0;
    fill($("note"), ["", ...notes], (t) => t || "none", (t) => Object.assign(make("option", "", t || say("console.note_none")), { value: t }), () => {});
    $("note").value = "";
    this.openMatters("console.transfer_title", "console.transfer_hint");
  }

  // another asks for the next matter of the same client.
  another(c, result) {
    this.choices = this.house().services.filter((s) => s.kind === "ticket" && s.counters?.includes(c.n))
      .map((s) => ({ id: s.id, name: s.name.pl, go: () => this.press("continue", { service: s.id, result }) }));
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
        x.go();
      });
      return make("li", "", b);
    }, () => {});
  }

  // pause asks until when and why.
  pause(c) {
    const reasons = this.house().phrases?.breaks ?? [];
    put($("untilhint"), c.ticket ? say("console.break_finishes", { Number: c.ticket.number }) : say("console.break_hint"));
    this.openUntil("console.break_title", breaks, reasons, (back, reason) => this.press("close", { back, reason }));
    $("times").querySelectorAll("button")[2].focus();
  }

  park() {
    put($("untilhint"), say("console.park_hint"));
    this.openUntil("console.park_title", parks, [], (until) => this.press("park", until ? { until } : undefined));
    const open = make("button", "main", say("console.park_open"));
    open.addEventListener("click", () => {
      $("until").close();
      this.press("park");
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
    const now = this.queue().now;
    const asked = performance.now();
    $("times").replaceChildren(...spans.map((min) => {
      const at = say("console.minutes_until", { Min: min, Time: clock(now, min * 60000) });
      const b = make("button", "", at);
      b.addEventListener("click", () => {
        const reason = $("reasonlist").querySelector(":checked")?.value;
        $("until").close();
        go(new Date(Date.parse(now) + performance.now() - asked + min * 60000).toISOString(), reason);
      });
      return b;
    }));
    $("until").showModal();
  }

  // keys lists what keys do: [key, words].
  keys(list) {
    $("keylist").replaceChildren(...list.map(([key, text]) => make("li", "", make("kbd", "", key), make("span", "", text))));
    $("keyhelp").showModal();
  }
}

// plain makes "Łódź" findable by "lodz".
function plain(s) { return s.toLowerCase().replaceAll("ł", "l").normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }
