// One press of a button: it has one key until it is answered, however often it has to be sent, so that it
// happens once. It survives a lost connection, a restarted office and a reloaded page. It also says what its hand saw,
// so that it does nothing when somebody else was faster at the same counter.

import { ask, Refused } from "./common.js";

const lasts = 60000; // a press that nobody confirmed by then is given up: the picture tells what is true
const store = "bileter.press";

export class Presses {
  // hooks: changed() when a press begins or ends, waiting() when it has to be repeated, signIn() returns a
  // promise that is kept when somebody signed in, look(version) returns one that is kept when the page shows
  // how things are then, or now without a version, done(press, answer), refused(press, error), gaveUp(press)
  constructor(hooks) {
    this.hooks = hooks;
    this.current = null;
  }

  // resume repeats a press whose answer an earlier page did not live to see.
  resume() {
    let p = null;
    try { p = JSON.parse(sessionStorage.getItem(store)); } catch { /* not ours */ }
    if (p && Date.now() - p.at < lasts && p.at <= Date.now()) this.run(p);
    else sessionStorage.removeItem(store);
  }

  // press sends a command; seen is the counter's seq as it stands on the page, and more is what else the page wants to
  // know of it when it is done.
  press(path, body, name, seen, more = {}) {
    if (this.current) return;
    this.run({ ...more, path, body, name, seen, key: newKey(), at: Date.now() });
  }

  async run(p) {
    this.current = p;
    sessionStorage.setItem(store, JSON.stringify(p));
    this.hooks.changed();
    const { end, version } = await this.settle(p);
    sessionStorage.removeItem(store);
    await this.hooks.look(version);
    this.current = null;
    this.hooks.changed();
    end();
  }

  // settle sends the press until there is an answer. It returns what is to be told then, and of which version it is.
  async settle(p) {
    for (let n = 0; Date.now() - p.at < lasts; n++) {
      try {
        const answer = await ask("POST", p.path, { body: p.body, key: p.key, match: p.seen });
        return { end: () => this.hooks.done(p, answer), version: answer?.queue_version };
      } catch (e) {
        if (e instanceof Refused && e.status === 401) {
          await this.hooks.signIn();
          continue;
        }
        if (e instanceof Refused && e.status < 500) return { end: () => this.hooks.refused(p, e.error) };
      }
      this.hooks.waiting();
      await new Promise((done) => setTimeout(done, Math.min(2000, 250 * 2 ** n)));
    }
    return { end: () => this.hooks.gaveUp(p) };
  }
}

function newKey() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  return "c" + Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
}
