/* What is written into the minutes and not saved lies in the session storage of this tab, so that
   neither a session that has ended nor a reload loses it; signing out clears it (account_menu.js).
   The editor offers it again, and the page of the minutes sees that it was saved. */
const place = document.querySelector("[data-minutes]");
const { person } = document.body.dataset;
const key = `words:${person}:minutes:${place.dataset.minutes}`;

let isOver = false; // sent, or somebody signs out: nothing is kept from now on

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(entry) {
  if (isOver) return;
  try {
    if (entry) sessionStorage.setItem(key, JSON.stringify(entry));
    else sessionStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing, or has no room: leaving the page still asks
  }
}

function edit(area) {
  const seen = place.querySelector('[name="seen"]');
  const offer = place.querySelector("[data-offer]");
  const before = kept();
  // What came back with a mistake is not saved either.
  const isUnsaved = () => "unsaved" in place.dataset || area.value !== area.defaultValue;
  const write = () => keep(isUnsaved() ? { text: area.value, seen: seen.value } : null);
  const decide = () => {
    offer.hidden = true;
    write();
    area.focus();
  };

  if (before && before.text !== area.value) offer.hidden = false;
  else write();

  offer.querySelector("[data-take]").addEventListener("click", () => {
    area.value = before.text;
    seen.value = before.seen; // what others saved since then is seen by the portal
    decide();
  });
  offer.querySelector("[data-drop]").addEventListener("click", decide);
  area.addEventListener("input", () => offer.hidden && write());
  area.form.addEventListener("submit", () => {
    if (offer.hidden && isUnsaved()) keep({ text: area.value, seen: seen.value, isSent: true });
    isOver = true;
  });
  addEventListener("pageshow", () => (isOver = false));
  addEventListener("beforeunload", (event) => {
    if (!isOver && isUnsaved()) event.preventDefault();
  });
  document.addEventListener("signing-out", () => (isOver = true));
}

function read({ version, by }) {
  const before = kept();
  if (before?.isSent && by === person && Number(version) > Number(before.seen)) keep(null);
}

const area = place.querySelector("textarea");
if (area) edit(area);
else read(place.dataset);
