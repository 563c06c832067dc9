// One ticket in a dialog: just given, or found by its number. It is read anew after each picture of the queue.

import { $, ask, fill, local, make, placeName, put, Refused, say, wait, words } from "./common.js";

const undoable = 10000; // ms in which a ticket that was given or cancelled can be taken back with one touch
const movable = ["waiting", "parked"];
const cancellable = ["waiting", "called", "parked", "no-show"];
const over = ["done", "cancelled", "expired"];

export class Ticket {
  // tools: house(), queue(), press, busy(), toast and callHelp as the page has them.
  constructor(tools) {
    Object.assign(this, tools);
    this.found = null; // GET /tickets?number=
    this.fresh = null; // { id, at } of the ticket that was just given
    this.gone = null; // the same of the one that was just cancelled
    const on = (id, deed) => $(id).addEventListener("click", () => this.found && deed(this.found.ticket));
    const verb = (t, name, body) => this.press(`/tickets/${t.id}/${name}`, body, name);
    on("undo", (t) => verb(t, "cancel"));
    on("cancel", (t) => verb(t, "cancel"));
    on("restore", (t) => verb(t, "return"));
    on("return", (t) => verb(t, "return"));
    on("print", (t) => verb(t, "reprint"));
    on("flagpriority", (t) => verb(t, "needs", { priority: !t.priority, several: Boolean(t.several) }));
    on("flagseveral", (t) => verb(t, "needs", { priority: Boolean(t.priority), several: !t.several }));
    on("showqr", (t) => this.code(t.id, $("code").hidden));
    on("warn", (t) => this.callHelp("needs", { ticket: t.id, lang: t.lang }));
    on("move", () => this.move());
    $("ticketclose").addEventListener("click", () => $("ticket").close());
    $("placesclose").addEventListener("click", () => $("places").close());
    $("ticket").addEventListener("close", () => { this.found = this.fresh = null; });
  }

  // open shows the ticket with a number. It returns why that cannot be, in words, or nothing.
  async open(number, { fresh = 0, phone = false } = {}) {
    try {
      this.found = await ask("GET", "/tickets?number=" + encodeURIComponent(number));
    } catch (e) {
      const error = e instanceof Refused ? e.error : { text: say("console.lost") };
      if (fresh) this.toast(number, error.text); // it was given all the same
      return error;
    }
    this.fresh = fresh ? { id: fresh, at: performance.now() } : null;
    this.code(this.found.ticket.id, phone);
    this.show();
    if (!$("ticket").open) $("ticket").showModal();
    $("ticket").scrollTop = 0;
    $("ticketclose").focus();
    return null;
  }

  async refresh() {
    if (!this.found || this.reading) return;
    this.reading = true;
    try {
      const now = await ask("GET", "/tickets?number=" + this.found.ticket.number);
      if (this.found?.ticket.id === now.ticket.id) this.found = now;
    } catch { /* the page says that there is no connection */ }
    this.reading = false;
    this.show();
  }

  cancelled(id) { this.gone = { id, at: performance.now() }; }

  code(id, yes) {
    $("code").hidden = !yes;
    if (yes) $("qr").src = `/api/v1/tickets/${id}/qr.png`;
  }

  show() {
    if (!this.found) return;
    const { ticket: t, now } = this.found;
    const ended = over.includes(t.state);
    put($("ticketnumber"), t.number);
    put($("ticketstate"), this.state(t));
    put($("ticketservice"), this.house().services.find((s) => s.id === t.service)?.name.pl ?? t.service);
    const counter = this.house().counters.find((c) => c.n === this.found.only);
    put($("ticketfacts"), [
      t.state === "waiting" ? say("tablet.before", { Total: this.found.before }) : "",
      this.found.wait.known ? say("tablet.left", { Name: wait(this.found.wait) }) : "",
      t.again ? say("tablet.again_at", { Time: local(t.again, now) }) : "",
      say("tablet.issued_at", { Time: local(t.issued, now) }),
      counter ? say("tablet.only", { Name: placeName(counter) }) : "",
      t.lang === "pl" ? "" : words["lang." + t.lang] ?? t.lang,
      t.large ? say("tablet.large") : "",
    ].filter(Boolean).join(" · "));
    const paper = t.paper === "sent" ? "pending" : t.paper;
    put($("ticketpaper"), paper && !ended ? say("tablet.paper_" + paper) : "");
    $("ticketpaper").className = ["refused", "doubt"].includes(paper) ? "refused" : "";
    $("given").hidden = this.fresh?.id !== t.id || ended;
    const may = { return: ["parked", "no-show"].includes(t.state), flagpriority: !ended, flagseveral: !ended, showqr: this.found.phone && !ended,
      print: !ended && !["pending", "sent"].includes(t.paper), move: movable.includes(t.state), warn: !ended, cancel: cancellable.includes(t.state) };
    for (const [id, yes] of Object.entries(may)) $(id).hidden = !yes;
    if (!may.showqr) this.code(t.id, false);
    $("flagpriority").setAttribute("aria-pressed", String(Boolean(t.priority)));
    $("flagseveral").setAttribute("aria-pressed", String(Boolean(t.several)));
    $("showqr").setAttribute("aria-pressed", String(!$("code").hidden));
    put($("print"), say(t.paper ? "tablet.print" : "tablet.print_first"));
    for (const b of $("ticket").querySelectorAll(".deeds button")) b.disabled = this.busy();
    this.tick();
  }

  state(t) {
    const c = this.house().counters.find((x) => x.n === t.counter);
    const key = ["arrived", "serving", "wrap-up"].includes(t.state) ? "serving" : t.state.replace("-", "_");
    return say("tablet.state_" + key, { Name: c ? placeName(c) : "" });
  }

  // tick counts down what can be taken back.
  tick() {
    const t = this.found?.ticket;
    const left = (since) => (since && since.id === t?.id ? Math.ceil((undoable - (performance.now() - since.at)) / 1000) : 0);
    const show = (id, word, n) => {
      $(id).hidden = n <= 0;
      put($(id), say(word, { N: n }));
    };
    show("undo", "tablet.undo", t?.state === "waiting" ? left(this.fresh) : 0);
    show("restore", "tablet.restore", t?.state === "cancelled" ? left(this.gone) : 0);
    if (!$("undo").hidden) $("cancel").hidden = true;
  }

  // move asks where to: open counters first, then services.
  move() {
    const { ticket: t } = this.found;
    put($("placestitle"), say("tablet.move_title", { Number: t.number }));
    const to = this.queue().counters.filter((c) => c.open).map((c) => ({ key: "c" + c.n, name: placeName(c), hint: say("console.to_counter_open", { Total: c.waiting }), body: { counter: c.n } }))
      .concat(this.house().services.filter((s) => s.kind === "ticket" && s.counters?.length && s.id !== t.service)
        .map((s) => ({ key: s.id, name: s.name.pl, hint: s.id, body: { service: s.id } })));
    $("destinations").replaceChildren();
    fill($("destinations"), to, (x) => x.key, (x) => {
      const b = make("button", "", make("b", "", x.name), make("small", "", x.hint));
      b.addEventListener("click", () => {
        $("places").close();
        this.press(`/tickets/${t.id}/move`, x.body, "move");
      });
      return make("li", "", b);
    }, () => {});
    $("places").showModal();
  }
}
