"use strict";
// Only in the page that `qpr-rules preview` serves, never in one that is written: load again when there is a later one.
(() => {
  const look = async () => {
    try {
      const latest = await (await fetch("/number", { cache: "no-store" })).text();
      if (latest !== document.body.dataset.number) {
        location.reload();
      }
    } catch {
      // the preview has ended; what was read stays
    }
  };
  setInterval(look, 500);
})();
