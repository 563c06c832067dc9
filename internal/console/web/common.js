// What all pages share: words, requests, and the live link to the office.

export const words = JSON.parse(document.getElementById("words").textContent);

// say returns the words of id with its holes {Name} filled.
export function say(id, holes = {}) {
  return (words[id] ?? id).replace(/\{(\w+)\}/g, (_, name) => holes[name] ?? "");
}

export const $ = (id) => document.getElementById(id);

// put sets a text only when it changes, so that nothing is announced or redrawn without need.
export function put(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

// fill makes the children of el match items, reusing them by key: nothing is rebuilt under a finger.
export function fill(el, items, key, create, update) {
  const old = new Map([...el.children].map((c) => [c.dataset.key, c]));
  let at = el.firstElementChild;
  for (const item of items) {
    const k = String(key(item));
    let child = old.get(k);
    old.delete(k);
    if (!child) {
      child = create(item);
      child.dataset.key = k;
    }
    update(child, item);
    if (child === at) at = at.nextElementSibling;
    else el.insertBefore(child, at);
  }
  for (const gone of old.values()) gone.remove();
}

export function make(tag, cls, ...children) {
  const el = document.createElement(tag);
  if (cls) el.className = cls;
  el.append(...children);
  return el;
}

// Refused is an answer from 400 up, with words for people.
export class Refused extends Error {
  constructor(status, error) {
    super(error.text);
    this.status = status;
    this.error = error;
  }
}

// ask sends one request. It throws Refused, or another error when no answer came.
export async function ask(method, path, { body, key, match, wait = 5000 } = {}) {
  const headers = { "Accept-Language": document.documentElement.lang };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (match !== undefined) headers["If-Match"] = `"${match}"`;
  const res = await fetch("/api/v1" + path, {
    method, headers, cache: "no-store", signal: AbortSignal.timeout(wait),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (res.status === 204) return null;
  const answer = await res.json();
  if (!res.ok) throw new Refused(res.status, answer);
  return answer;
}

const kinds = ["day-opened", "day-dated", "issued", "called", "recalled", "arrived", "started", "wrapped", "finished",
  "continued", "no-show", "parked", "returned", "transferred", "cancelled", "expired", "counter-opened", "counter-closed", "topic-taken", "needs-set", "printed", "reprint", "roll", "setup-applied", "help-asked", "help-escalated",
  "help-accepted", "help-arrived", "help-ended", "reset"];

// Link keeps the newest picture of the queue: it is fetched after every event, and every few seconds, which
// tells that the office still answers. show(queue) is called with each picture, tell(ok) after each try, and
// back() before the first picture after a loss or after another set-up was applied: what GET /office says may have changed.
// who() is the query that tells the office which page listens.
export class Link {
  constructor(show, tell, back = () => {}, who = () => "") {
    this.who = who;
    this.show = show;
    this.tell = tell;
    this.back = back;
    this.heard = null; // performance.now() of the last answer
    this.busy = false;
    this.again = false;
    this.ok = true;
    this.stale = false; // another set-up was applied
    this.version = 0; // of the newest picture
    this.waiting = []; // for a version: [version, done]
    this.listen();
    this.beat();
  }

  // age is how many milliseconds ago the office last answered; Infinity: never.
  age() { return this.heard === null ? Infinity : performance.now() - this.heard; }

  listen() {
    this.source?.close();
    this.source = new EventSource("/api/v1/events" + this.who());
    for (const k of kinds) this.source.addEventListener(k, () => this.refresh());
    this.source.addEventListener("setup-applied", () => { this.stale = true; });
    this.source.onopen = () => this.refresh();
  }

  async beat() {
    await this.refresh();
    setTimeout(() => this.beat(), this.ok ? 4000 : 1000);
  }

  // refresh is kept when a picture was fetched that is no older than the asking, or could not be.
  refresh() {
    if (this.busy) this.again = true;
    else this.fetching = this.fetchAll();
    return this.fetching;
  }

  // reach is kept when the page shows a picture of that version or a later one, or when there is none to be had.
  reach(version) {
    if (this.version >= version) return undefined;
    return new Promise((done) => {
      this.waiting.push([version, done]);
      this.refresh();
    });
  }

  async fetchAll() {
    this.busy = true;
    try {
      do {
        this.again = false;
        const q = await this.fetch();
        this.tell(this.ok);
        if (q) this.show(q);
        this.version = q?.version ?? this.version;
        this.waiting = this.waiting.filter(([version, done]) => (q && q.version < version) || done());
      } while (this.again && this.ok);
    } finally {
      this.busy = false;
    }
  }

  // fetch returns the picture, or null when the office does not answer.
  async fetch() {
    try {
      const q = await ask("GET", "/queue", { wait: 4000 });
      this.heard = performance.now();
      if (!this.ok || this.stale) {
        this.stale = false;
        await this.back();
      }
      if (!this.ok || this.source.readyState === EventSource.CLOSED) this.listen();
      this.ok = true;
      return q;
    } catch {
      this.ok = false;
      return null;
    }
  }
}

// clock writes the time of day of an RFC 3339 time in the zone it names: the office's, not the browser's.
export function clock(iso, plus = 0) {
  const zone = /([+-])(\d\d):(\d\d)$/.exec(iso);
  const shift = zone ? (zone[1] + "1") * (Number(zone[2]) * 60 + Number(zone[3])) * 60000 : 0;
  return new Date(Date.parse(iso) + plus + shift).toISOString().slice(11, 16);
}

// local writes a UTC time of day in the zone that now names.
export function local(iso, now) {
  return clock(now, Date.parse(iso) - Date.parse(now));
}

// wait writes a forecast, as text.Wait does; no line ends within a range.
export function wait(r) {
  if (!r.known) return say("common.wait_unknown");
  if (r.max <= 5) return say("common.wait_short");
  if (!r.min) return say("common.up_to", { High: say("common.minutes", { N: r.max }) });
  return say("common.wait_range", { Low: r.min, High: r.max }).replace("–", "–\u2060");
}

// placeName is what a counter or room is called.
export function placeName(c) { return c.room ? say("console.room", { N: c.room }) : say("console.counter", { N: c.n }); }

export function minutes(from, to) {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60000));
}

// office fetches what does not change while the office runs, however long that takes.
export async function office(tell) {
  for (;;) {
    try {
      return await ask("GET", "/office");
    } catch (e) {
      tell?.(false);
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}
