// Brings the page up to date without loading it again, so that nobody loses their place in it. While the server does not
// answer, the page says so; "Stan na" tells of when its figures are.
"use strict";
const every = Number(document.currentScript.dataset.every) * 1000;

async function again() {
  const lost = document.getElementById("lost");
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(every) });
    if (!answer.ok) throw new Error(answer.status);
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["header", "main"]) {
      const old = document.querySelector(part), young = now.querySelector(part);
      const focus = [...old.querySelectorAll("a")].indexOf(document.activeElement);
      old.replaceChildren(...young.childNodes);
      if (focus >= 0) old.querySelectorAll("a")[focus]?.focus({ preventScroll: true });
    }
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  setTimeout(again, every);
}
setTimeout(again, every);
