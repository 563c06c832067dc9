// What a clerk chooses from at a counter without a dialog: the result of a matter, and the topic that is served.

import { $, fill, make, put } from "./common.js";

// Results are what the office says of how a matter ended. The first is the usual one, and chosen for each matter anew.
export class Results {
  constructor(always) {
    this.always = always; // the chosen one is told beside "finish" even when it is the usual one
    this.list = [];
    this.of = ""; // which matter of which ticket
    this.at = 0;
  }

  show(c, list) {
    const of = c.ticket ? `${c.ticket.id}:${c.ticket.matters ?? 0}` : "";
    if (of !== this.of) this.at = 0;
    this.of = of;
    this.list = c.ticket ? list : [];
    $("results").hidden = this.list.length === 0;
    fill($("resultlist"), this.list, (text) => text, (text) => {
      const b = make("button", "", make("kbd", "", String(this.list.indexOf(text) + 1)), text);
      b.addEventListener("click", () => this.choose(this.list.indexOf(text)));
      return make("li", "", b);
    }, () => {});
    this.choose(this.at);
  }

  choose(i) {
    if (i < this.list.length) this.at = i;
    [...$("resultlist").children].forEach((li, k) => li.firstChild.setAttribute("aria-pressed", String(k === this.at)));
    put($("finishhint"), this.at > 0 || this.always ? this.chosen() ?? "" : "");
  }

  // chosen is undefined where there is nothing to choose from.
  chosen() { return this.list[this.at]; }
}

// showTopics draws the sets of services between which a counter swaps.
export function showTopics(c, busy, take) {
  const topics = c.topics ?? [];
  $("topics").hidden = topics.length === 0;
  fill($("topiclist"), topics, (t) => t.name, (t) => {
    const b = make("button", "", make("span", "", t.name), make("b"));
    b.addEventListener("click", () => take(t.name));
    return make("li", "", b);
  }, (li, t) => {
    const b = li.firstChild;
    b.setAttribute("aria-pressed", String(t.name === c.topic));
    b.disabled = busy;
    put(b.lastChild, String(t.waiting));
  });
}

// topicAfter is the one after that which is served; undefined where there are none.
export function topicAfter(c) {
  const names = c?.topics?.map((t) => t.name) ?? [];
  return names[(names.indexOf(c?.topic) + 1) % names.length];
}
