/* The agenda is put in order at once, by dragging, by the buttons of each row and by its number,
   and the times follow. Without this file the buttons send the form, and the server does it. */
const form = document.querySelector("form[data-starts]");

const rows = () => [...form.querySelectorAll("[data-row]")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const isFilled = (row) => ["title", "minutes", "speaker"].some((name) => field(row, name).value.trim());
const ofDay = (text) => text.split(":").reduce((hours, minutes) => 60 * hours + Number(minutes), 0);
const clock = (minutes) => `${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, "0")}`;

/* Numbers, times and buttons say what the order of the rows on the page is. */
function refresh() {
  const all = rows();
  const filled = all.filter(isFilled);
  const isTimed = form.dataset.starts !== "";
  let at = isTimed ? ofDay(form.dataset.starts) : 0;
  for (const [place, row] of all.entries()) {
    const counts = isFilled(row) && !field(row, "DELETE").checked;
    const minutes = counts ? Math.max(0, Math.floor(Number(field(row, "minutes").value)) || 0) : 0;
    row.querySelector("[data-number]").textContent = place + 1;
    row.querySelector("[data-time]").textContent = isTimed && minutes ? `${clock(at)} bis ${clock(at + minutes)} Uhr` : "";
    field(row, "ORDER").value = isFilled(row) ? filled.indexOf(row) + 1 : "";
    at += minutes;
    row.querySelector('[value^="up-"]').disabled = place === 0;
    row.querySelector('[value^="down-"]').disabled = place === all.length - 1;
  }
  if (isTimed) form.querySelector("[data-end]").textContent = `${clock(at)} Uhr`;
}

function say(row) {
  const title = field(row, "title").value.trim() || "Der Punkt ohne Titel";
  const time = row.querySelector("[data-time]").textContent;
  const where = `steht jetzt an Stelle ${rows().indexOf(row) + 1} von ${rows().filter(isFilled).length}`;
  form.querySelector("[data-said]").textContent = `„${title}“ ${where}${time ? `, ${time}` : ""}. Noch nicht gespeichert.`;
}

function place(row, at) {
  const others = rows().filter((other) => other !== row);
  const before = others[Math.max(0, at)];
  if (before) before.before(row);
  else others.at(-1).after(row);
  refresh();
  say(row);
}

function moveByButton(event) {
  const button = event.target.closest('button[name="move"]');
  if (!button) return;
  event.preventDefault();
  const row = button.closest("[data-row]");
  place(row, rows().indexOf(row) + (button.value.startsWith("up-") ? -1 : 1));
  const next = button.disabled ? row.querySelector('button[name="move"]:not(:disabled)') : button;
  next.focus();
}

function moveByNumber(event) {
  if (!event.target.name.endsWith("-ORDER") || !Number(event.target.value)) return;
  place(event.target.closest("[data-row]"), Number(event.target.value) - 1);
  event.target.focus();
}

function drag(event) {
  const handle = event.target.closest("[data-handle]");
  if (!handle || event.button) return;
  const row = handle.closest("[data-row]");
  event.preventDefault();
  row.classList.add("is-dragged");
  const follow = ({ clientY }) => {
    const over = rows().find((other) => {
      const { top, bottom } = other.getBoundingClientRect();
      return other !== row && clientY > top && clientY < bottom;
    });
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (clientY < top + height / 2) over.before(row);
    else over.after(row);
    refresh();
  };
  const drop = () => {
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", drop);
    row.classList.remove("is-dragged");
    refresh();
    say(row);
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}

if (form) {
  const sorted = rows().sort((a, b) => (Number(field(a, "ORDER").value) || 1e6) - (Number(field(b, "ORDER").value) || 1e6));
  const parent = sorted[0].parentNode;
  const end = rows().at(-1).nextSibling;
  for (const row of sorted) {
    parent.insertBefore(row, end);
    row.querySelector("[data-handle]").hidden = false;
  }
  refresh();
  form.addEventListener("click", moveByButton);
  form.addEventListener("change", moveByNumber);
  form.addEventListener("input", (event) => event.target.name.endsWith("-ORDER") || refresh());
  form.addEventListener("change", (event) => event.target.name.endsWith("-DELETE") && refresh());
  form.addEventListener("pointerdown", drag);
}
