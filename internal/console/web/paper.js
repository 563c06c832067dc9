// What the emulated printer printed, newest first.

import { $, ask, fill, make, Refused } from "./common.js";

for (;;) {
  try {
    const { papers } = await ask("GET", "/paper");
    $("lost").hidden = true;
    $("none").hidden = papers.length > 0;
    fill($("papers"), papers, (p) => p.name + p.at, (p) => {
      const img = make("img");
      img.src = p.url + "?at=" + Date.parse(p.at);
      img.alt = p.name;
      const at = make("time", "", new Date(p.at).toLocaleTimeString("pl"));
      at.dateTime = p.at;
      return make("li", "", img, at);
    }, () => {});
  } catch (e) {
    if (e instanceof Refused && e.status === 401) location.reload();
    $("lost").hidden = false;
  }
  await new Promise((done) => setTimeout(done, 2000));
}
