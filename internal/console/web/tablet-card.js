// What to tell a client about a service, in large print and in the client's language. The card can be turned round
// for somebody on the other side of the tablet.

import { $, ask, fill, make, put, Refused, say, words } from "./common.js";

export class Card {
  // house() is the latest picture, press as the page has it.
  constructor(house, press) {
    this.house = house;
    $("cardclose").addEventListener("click", () => $("card").close());
    $("turn").addEventListener("click", () => this.turn($("turn").getAttribute("aria-pressed") !== "true"));
    $("checklist").addEventListener("click", () => press("/slips", { kind: "checklist", service: this.id, lang: this.lang }, "slip"));
    $("card").addEventListener("close", () => this.turn(false));
  }

  turn(yes) {
    $("turn").setAttribute("aria-pressed", String(yes));
    $("cardtext").classList.toggle("turned", yes);
    $("cardtext").scrollTop = 0;
  }

  async open(id, lang) {
    this.id = id;
    this.lang = lang;
    fill($("cardlanguages"), this.house().languages, (l) => l, (l) => {
      const b = make("button", "", words["lang." + l] ?? l);
      b.lang = l;
      b.addEventListener("click", () => this.open(this.id, l));
      return b;
    }, (b, l) => b.setAttribute("aria-pressed", String(l === lang)));
    let c = { name: say("console.lost"), sections: [] };
    try {
      c = await ask("GET", `/services/${encodeURIComponent(id)}/card?lang=${lang}`);
    } catch (e) {
      if (e instanceof Refused) c.name = e.error.text;
    }
    if (this.id !== id || this.lang !== lang) return; // another one was asked for meanwhile
    $("cardtext").lang = lang;
    put($("cardname"), c.name);
    put($("cardpolish"), c.polish ?? "");
    $("cardpolish").lang = "pl";
    $("cardsections").replaceChildren(...c.sections.map((s) => make("section", "", make("h3", "", s.title), make("ul", "", ...s.items.map((i) => make("li", "", i))))));
    $("checklist").hidden = this.house().services.find((s) => s.id === id)?.kind === "info";
    if (!$("card").open) $("card").showModal();
    $("cardtext").scrollTop = 0;
  }
}
