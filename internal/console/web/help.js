// Requests for help, as a strip of rows: who asks from where and since when, and what the person in front of this page can
// do about it. The clerk's page and the assistant's tablet have one each.

import { clock, fill, local, make, minutes, put, say } from "./common.js";

const remembered = "bileter.post";
const etas = [3, 5, 10]; // minutes that can be promised with one touch, besides at once
const blink = 1000; // ms between two titles: once in two seconds, far below three a second

export class Helps {
  // root is an empty element; press(path, body, name) sends a command; busy() tells whether one is under way.
  constructor(root, press, busy) {
    this.root = root;
    this.press = press;
    this.busy = busy;
    this.heard = new Map(); // id to level for which the sound was made
    this.alarmed = false;
    this.list = make("ul");
    this.who = make("select");
    this.who.id = "helpwho";
    this.who.addEventListener("change", () => localStorage.setItem(remembered, this.who.value));
    const label = make("label", "", say("console.help_by"), this.who);
    root.append(make("header", "", make("h2", "", say("console.help_title")), label), this.list);
    root.hidden = true;
    setInterval(() => this.blink(), blink);
  }

  // show draws the requests of a queue's picture. counter is the one at which the page is used, or null; letters are
  // the departments that are served there.
  show(q, counter, letters, placeName) {
    const helps = q.staff ? q.helps : [];
    this.offer(q.posts, counter, placeName);
    const mine = helps.filter((h) => h.state === "asked" && this.concerns(h, letters));
    this.alarmed = mine.length > 0;
    for (const h of mine) {
      if ((this.heard.get(h.id) ?? -1) < h.level) gong();
      this.heard.set(h.id, h.level);
    }
    for (const id of this.heard.keys()) if (!helps.some((h) => h.id === id)) this.heard.delete(id);
    this.root.hidden = helps.length === 0;
    fill(this.list, helps, (h) => `${h.id} ${h.state}`, (h) => this.row(h), (li, h) => this.update(li, h, q, placeName));
    if (!this.alarmed) this.calm();
  }

  // offer lists who may go: this counter, and the posts.
  offer(posts, counter, placeName) {
    const all = [...(counter ? [`counter:${counter.n}`] : []), ...posts];
    fill(this.who, all, (p) => p, (p) => make("option"), (o, p) => {
      o.value = p;
      put(o, p.startsWith("counter:") ? placeName(p) : p);
    });
    if (this.offered !== all.join("\n")) {
      this.offered = all.join("\n");
      const last = localStorage.getItem(remembered);
      this.who.value = all.includes(last) ? last : all[0] ?? "";
    }
  }

  // concerns tells whether the person in front of this page is meant.
  concerns(h, letters) { return h.to.includes(this.who.value) || letters.includes(h.group); }

  row(h) {
    const li = make("li", h.state, make("b", "", say("console.help_" + h.kind)), make("span"), make("small"));
    const button = (text, verb, body, main) => {
      const b = make("button", main ? "main" : "", text);
      b.addEventListener("click", () => this.press(`/help/${h.id}/${verb}`, body?.(), "help"));
      li.append(b);
    };
    const go = (eta) => () => ({ by: this.who.value, ...(eta ? { eta } : {}) });
    if (h.state === "asked") {
      button(say("console.help_go"), "accept", go(0), true);
      for (const eta of etas) button(say("console.help_eta", { Min: eta }), "accept", go(eta));
    }
    if (h.state === "accepted") button(say("console.help_arrived"), "arrived", null, true);
    if (h.state !== "asked") button(say("console.help_done"), "done", null, h.state === "arrived");
    if (h.state !== "arrived") button(say("console.help_withdraw"), "withdraw");
    return li;
  }

  update(li, h, q, placeName) {
    const name = (by) => (by.startsWith("counter:") ? placeName(by) : by);
    const from = h.from === "screen" ? say("console.help_screen") : h.from === "tablet" ? say("console.help_tablet") : name(h.from);
    const waited = minutes(h.asked, q.now);
    const language = h.lang === "pl" ? "" : say("lang." + h.lang);
    const [, where, state] = li.children;
    put(where, [h.number || h.group, from, waited ? say("console.help_since", { Min: waited }) : say("console.help_now"), language].filter(Boolean).join(", "));
    if (h.state === "asked") put(state, say("console.help_to", { To: h.to.join(", ") }));
    if (h.state === "accepted") put(state, say("console.help_coming", { By: name(h.by), Time: h.due ? local(h.due, q.now) : clock(q.now) }));
    if (h.state === "arrived") put(state, say("console.help_here", { By: h.by ? name(h.by) : "" }));
    li.classList.toggle("late", h.state === "asked" && h.level > 0);
    for (const b of li.querySelectorAll("button")) b.disabled = this.busy();
  }

  // blink changes the title of the page, so that it is seen behind other windows.
  blink() {
    if (!this.alarmed) return;
    const mark = say("console.help_alert") + " – ";
    if (document.title.startsWith(mark)) this.calm();
    else document.title = mark + document.title;
  }

  calm() {
    const mark = say("console.help_alert") + " – ";
    if (document.title.startsWith(mark)) document.title = document.title.slice(mark.length);
  }
}

const quiet = "bileter.quiet";

// silent tells whether this browser makes no sound, and silence says that it should not.
export function silent() { return localStorage.getItem(quiet) === "yes"; }
export function silence(yes) { localStorage.setItem(quiet, yes ? "yes" : ""); }

let sound = null;

// gong is two soft tones. A browser that was not touched yet lets no page make a sound: then there is none.
function gong() {
  if (silent()) return;
  try {
    sound ??= new AudioContext();
    if (sound.state === "suspended") sound.resume().catch(() => {});
    [[660, 0], [520, 0.25]].forEach(([hertz, at]) => {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      const from = sound.currentTime + at;
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.15, from);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
      tone.connect(volume).connect(sound.destination);
      tone.start(from);
      tone.stop(from + 0.5);
    });
  } catch { /* no sound device: the strip and the title say it */ }
}
