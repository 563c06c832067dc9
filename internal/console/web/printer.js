// The printer on the clerk's page: what is wrong with it and what to do, today's tickets without paper, a new roll,
// and slips that are no tickets; and whether the touch screen beside it reacts.

import { $, fill, local, make, put, say, words } from "./common.js";

const dialog = $("printer");

// Printer draws what is known. press(path, body, name) sends a command; names gives a service's name.
export class Printer {
  constructor(press, names) {
    this.names = names;
    this.press = press;
    $("paper").addEventListener("click", () => dialog.showModal());
    $("printerclose").addEventListener("click", () => dialog.close());
    $("roll").addEventListener("submit", (e) => {
      e.preventDefault();
      press("/roll", { metres: Number($("metres").value) || 0 }, "roll");
      $("metres").value = "";
    });
    $("checklist").addEventListener("submit", (e) => {
      e.preventDefault();
      press("/slips", { kind: "checklist", service: $("checklistfor").value, lang: $("checklistlang").value }, "slip");
    });
    $("touchdeed").addEventListener("click", () => press("/touch", { gone: !this.declared }, "touch"));
    for (const b of document.querySelectorAll("[data-slip]")) {
      b.addEventListener("click", () => press("/slips", { kind: b.dataset.slip }, "slip"));
    }
  }

  // offer fills the choices, which change only with the set-up.
  offer(house) {
    const option = (value, text) => Object.assign(make("option", "", text), { value });
    const services = house.services.filter((s) => s.kind === "ticket");
    fill($("checklistfor"), services, (s) => s.id, (s) => option(s.id, `${s.id} ${s.name.pl}`), () => {});
    fill($("checklistlang"), house.languages, (l) => l, (l) => option(l, words["lang." + l] ?? l), () => {});
  }

  show(q, busy) {
    const p = q.printer;
    this.banner(q);
    $("papercount").hidden = q.unprinted.length === 0;
    put($("papercount"), String(q.unprinted.length));
    $("unprintedhint").hidden = q.unprinted.length === 0;
    const state = $("printerstate");
    state.classList.toggle("bad", Boolean(p.problem) && p.problem !== "none");
    put(state.children[0], (p.problem ? problem(p.problem) : say("console.printer_ready")) + ".");
    put(state.children[1], p.problem ? hint(p.problem) : p.paper ? say("console.paper_left", { Left: p.paper }) : "");
    const rows = q.unprinted.length ? q.unprinted : [null];
    fill($("unprinted"), rows, (t) => t?.id ?? "none", (t) => (t ? this.row(t) : make("li", "none", say("console.unprinted_none"))), (li, t) => {
      if (!t) return;
      const b = li.querySelector("button");
      put(b, say(t.paper === "doubt" || t.copies > 0 ? "console.print_again_copy" : "console.print_again"));
      b.disabled = busy;
      put(li.querySelector("small"), `${local(t.issued, q.now)} · ${this.names(t.service)}`);
      put(li.querySelector("em"), say("console.unprinted_" + t.paper, { Why: t.problem ? problem(t.problem) : say("console.no_reason") }));
    });
    this.touch(q.touch, busy);
    for (const b of dialog.querySelectorAll("form button, [data-slip]")) b.disabled = busy;
  }

  // touch tells whether fingers reach the touch screen, and lets people say so: a dead one often looks well to the machine.
  touch(touch, busy) {
    $("touch").hidden = !touch;
    this.declared = Boolean(touch?.declared);
    put($("touchstate"), say(this.declared ? "tablet.screen_declared" : touch?.gone ? "tablet.screen_gone" : "tablet.screen_well"));
    put($("touchdeed"), say(this.declared ? "tablet.screen_back" : "tablet.screen_declare"));
    $("touchdeed").disabled = busy;
  }

  // banner tells everybody at a counter what is wrong, since when, and what to do with the hands.
  banner({ printer: p, now, staff }) {
    const [head, todo] = $("trouble").children;
    const none = !p.problem || p.problem === "none";
    $("trouble").hidden = none || !staff;
    if (none) return;
    put(head.children[0], problem(p.problem));
    put(head.children[1], p.since ? say("console.printer_since", { Time: local(p.since, now) }) : "");
    put(todo, hint(p.problem));
  }

  row(t) {
    const b = make("button", "");
    b.addEventListener("click", () => this.press(`/tickets/${t.id}/reprint`, undefined, "reprint"));
    return make("li", "", make("strong", "", t.number), make("span", "", make("small"), make("em")), b);
  }
}

// fate says what became of a slip: whether that is good, in words, and why.
export function fate(answer) {
  const good = answer.paper === "printed" || answer.paper === "pending";
  return { good, text: say("console.slip_" + answer.paper), why: good ? "" : answer.text ?? "" };
}

function problem(code) { return words["problem." + code] ?? code; }
function hint(code) { return words["hint." + code] ?? ""; }
