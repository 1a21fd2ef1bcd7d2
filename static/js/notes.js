/* The page beside a talk saves by itself: words a second after the last key, a tick at once, one
   after the other. What is not saved lies in the session storage of this tab, so that neither a
   net that is gone nor a reload loses it. Without this file the page is a form with buttons. */
const REST = 1000;
const AGAIN = 10000;
const PATIENCE = 10000; // an answer that takes longer counts as none
const KEPT_ALIVE = 15000; // longer words may be more than a browser sends for a page that is gone
const CLOSE = 50; // a timer may go off a little before the clock says so

const talk = document.querySelector("[data-talk]");
const notes = talk.querySelector("[data-notes]");
const list = talk.querySelector("[data-attendance]");
const state = talk.querySelector("[data-state]");
const fields = new Map();

let isSaving = false;
let isOffline = !navigator.onLine;
let isRefused = false;
let isOver = ""; // "here" or "elsewhere" somebody signs out: nothing is kept or sent from now on
let savedAt = "";
let timer = 0;

/* What is not saved yet, by the name of its field: {text, seen, about} or {mode, was}; with what
   was sent and not answered. */
const kept = {
  key: `words:${document.body.dataset.person}:${talk.dataset.talk}`,
  entries: new Map(),
  isStored: true,
  read() {
    try {
      this.entries = new Map(Object.entries(JSON.parse(sessionStorage.getItem(this.key)) ?? {}));
    } catch {
      this.entries = new Map();
    }
  },
  put(name, entry) {
    this.entries.set(name, entry);
    this.write();
  },
  drop(name) {
    this.entries.delete(name);
    this.write();
  },
  write() {
    if (isOver) return;
    try {
      if (this.entries.size) sessionStorage.setItem(this.key, JSON.stringify(Object.fromEntries(this.entries)));
      else sessionStorage.removeItem(this.key);
      this.isStored = true;
    } catch {
      this.isStored = false;
    }
  },
};

function say() {
  const words = state.dataset;
  let said = savedAt ? `${words.saved} ${savedAt}` : words.idle;
  if (isOver === "elsewhere") said = words.over;
  else if (isRefused) said = words.refused;
  else if (isOffline) said = kept.isStored ? words.offline : words.unstored;
  else if (kept.entries.size) said = isAllHeld() ? words.held : words.saving;
  if (state.textContent !== said) state.textContent = said;
  state.classList.toggle("is-bad", isOver === "elsewhere" || isOffline || isRefused || (kept.entries.size > 0 && isAllHeld()));
  talk.querySelector("[data-again]").hidden = !isRefused;
}

const isHeld = (name) => Boolean(fields.get(name)?.isHeld);
const isAllHeld = () => [...kept.entries.keys()].every(isHeld);

function schedule(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
}

/* Saves what is due, the oldest first, and sees to it that what is left has its turn. */
async function save() {
  if (isSaving || isOver) return;
  clearTimeout(timer);
  isSaving = true;
  let went = true;
  for (let name = due(); went && name && !isOver; name = went && due()) went = await send(name);
  isSaving = false;
  say();
  const left = [...kept.entries.keys()].filter((name) => !isHeld(name));
  if (left.length && !isRefused) schedule(went ? REST : AGAIN);
}

/* The page may be gone in a moment: nothing rests. */
function saveAtOnce() {
  for (const field of fields.values()) field.restsUntil = 0;
  save();
}

/* What is kept for this tab is on the page again when it has been opened anew. */
function reopen() {
  talk.dataset.reopens = "";
  location.reload();
}

function due() {
  const now = Date.now();
  return [...kept.entries.keys()].find((name) => !isHeld(name) && !(fields.get(name)?.restsUntil > now + CLOSE));
}

/* Whether the next one can be sent. Whoever heard no answer sends the same once more before what
   was written since: it may have arrived. */
async function send(name) {
  const patience = new AbortController();
  const impatient = setTimeout(() => patience.abort(), PATIENCE);
  const isTick = name.startsWith("at-");
  const entry = kept.entries.get(name);
  const said = entry.sent ?? (isTick ? entry.mode : entry.text);
  kept.put(name, { ...entry, sent: said });
  say();
  let response, answer;
  try {
    response = await fetch(isTick ? list.action : notes.action, {
      method: "POST",
      body: isTick ? tickAsForm(name, entry, said) : noteAsForm(name, entry, said),
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: said.length < KEPT_ALIVE,
      signal: patience.signal,
    });
    answer = response.status < 500 && response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  } catch {
    isOffline = true;
    return false;
  } finally {
    clearTimeout(impatient);
  }
  isOffline = response.status >= 500;
  if (isOffline) return false;
  isRefused = answer === null;
  if (isRefused) return false;
  if (answer.saved && response.ok && (isTick || answer.edition !== undefined)) savedAt = answer.saved;
  (isTick ? tickAnswered : noteAnswered)(name, entry, said, response.status, answer);
  return true;
}

function noteAsForm(name, entry, text) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", notes.elements.csrfmiddlewaretoken.value);
  data.set(`${name}-text`, text);
  data.set(`${name}-seen`, entry.seen);
  data.set(`${name}-about`, entry.about);
  return data;
}

function tickAsForm(name, entry, mode) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", list.elements.csrfmiddlewaretoken.value);
  if (mode) data.set(name, mode);
  data.set("was", entry.was ? `${name.slice(3)}:${entry.was}` : "");
  return data;
}

/* Words ------------------------------------------------------------------------------------ */

function noteAnswered(name, sent, text, status, answer) {
  const field = fields.get(name);
  const { text: present, about } = kept.entries.get(name);
  if (status === 409) return twoVersions(name, { text: present, about, seen: sent.seen }, answer);
  if (status !== 200 || answer.edition === undefined) {
    kept.put(name, { text: present, about, seen: sent.seen });
    return hold(name, answer.error ?? "");
  }
  if (field) field.seen.value = answer.edition;
  if (present === text) {
    kept.drop(name);
    if (!field) reopen(); // now the page shows them
  } else kept.put(name, { text: present, about, seen: answer.edition });
}

/* Somebody else has written there: both are shown, and the person decides. An item that has left
   the agenda has no field any more; there both are kept. */
function twoVersions(name, entry, answer) {
  const field = fields.get(name);
  if (!field) return kept.put(name, { ...entry, text: `${answer.text}\n\n${entry.text}`, seen: answer.edition });
  kept.put(name, entry);
  field.isHeld = true;
  field.theirs = answer;
  field.box.querySelector("[data-who]").textContent = answer.who;
  field.box.querySelector("[data-theirs]").textContent = answer.text;
  field.box.querySelector("[data-choices]").hidden = false;
  field.box.hidden = false;
}

function choose(name, choice) {
  const field = fields.get(name);
  const { text, edition } = field.theirs;
  field.seen.value = edition;
  if (choice === "theirs") field.area.value = text;
  if (choice === "both") field.area.value = `${text}\n\n${field.area.value}`;
  field.isHeld = false;
  field.box.hidden = true;
  field.area.focus();
  if (choice === "theirs") kept.drop(name);
  else kept.put(name, { text: field.area.value, about: field.about.value, seen: edition });
  fits(field.area);
  say();
  save();
}

function hold(name, words) {
  const field = fields.get(name);
  if (!field) return fields.set(name, { isHeld: true });
  field.isHeld = true;
  field.error.querySelector("[data-error-words]").textContent = words;
  field.error.hidden = false;
  field.area.setAttribute("aria-invalid", "true");
  field.area.setAttribute("aria-describedby", field.error.id);
}

function written(name) {
  const field = fields.get(name);
  const entry = kept.entries.get(name) ?? { seen: field.seen.value, about: field.about.value };
  kept.put(name, { ...entry, text: field.area.value });
  field.restsUntil = Date.now() + REST;
  if (!field.theirs || field.box.hidden) field.isHeld = false;
  field.error.hidden = true;
  field.area.removeAttribute("aria-invalid");
  fits(field.area);
  say();
  if (!field.isHeld) schedule(REST);
}

/* As high as what is written, as far as the browser does not see to it itself. */
function fits(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.rows = Math.max(4, area.value.split("\n").reduce((rows, line) => rows + 1 + Math.floor(line.length / 70), 0));
}

function readNote(part) {
  const name = part.dataset.note;
  const field = {
    area: part.querySelector("textarea"),
    seen: part.querySelector('[name$="-seen"]'),
    about: part.querySelector('[name$="-about"]'),
    box: part.querySelector("[data-meanwhile]"),
    error: part.querySelector("[data-error]"),
  };
  fields.set(name, field);
  field.area.addEventListener("input", () => written(name));
  field.area.addEventListener("blur", () => {
    field.restsUntil = 0;
    if (kept.entries.has(name)) save();
  });
  field.box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    if (button) choose(name, button.dataset.choose);
  });
  bringBackNote(name, field);
  fits(field.area);
}

function bringBackNote(name, field) {
  const entry = kept.entries.get(name);
  if (!entry) return;
  const [there, sent] = [field.area.value, entry.sent ?? null].map((text) => text?.trim());
  if (there === entry.text.trim()) return kept.drop(name);
  if (there === sent) kept.put(name, { text: entry.text, about: entry.about, seen: field.seen.value });
  field.area.value = entry.text;
}

/* Ticks ------------------------------------------------------------------------------------- */

function tickAnswered(name, sent, said, status, answer) {
  const field = fields.get(name);
  const there = answer.modes?.[name.slice(3)] ?? sent.was;
  const { mode } = kept.entries.get(name);
  if (answer.counted) talk.querySelector("[data-counted]").textContent = answer.counted;
  if (field) {
    field.was = there;
    field.error.hidden = status === 200;
    field.error.querySelector("[data-error-words]").textContent = answer.error ?? "";
  }
  if (status === 200 && mode !== said) return kept.put(name, { mode, was: there });
  kept.drop(name);
  if (field) show(field, there);
}

function ticked(name, box) {
  const field = fields.get(name);
  for (const other of field.boxes) if (other !== box) other.checked = false;
  const { was } = kept.entries.get(name) ?? field;
  kept.put(name, { mode: box.checked ? box.value : "", was });
  say();
  save();
}

const show = (field, mode) => field.boxes.forEach((box) => (box.checked = box.value === mode));

function readTick(part) {
  const name = `at-${part.dataset.there}`;
  const field = {
    boxes: [...part.querySelectorAll("input")],
    error: part.querySelector("[data-error]"),
    was: part.dataset.was,
  };
  fields.set(name, field);
  for (const box of field.boxes) box.addEventListener("change", () => ticked(name, box));
  show(field, kept.entries.get(name)?.mode ?? field.was);
}

/* ------------------------------------------------------------------------------------------- */

kept.read();
for (const part of talk.querySelectorAll("[data-note]")) readNote(part);
for (const part of talk.querySelectorAll("[data-there]")) readTick(part);
for (const plain of talk.querySelectorAll("[data-plain]")) plain.hidden = true;
notes.addEventListener("submit", (event) => event.preventDefault());
list?.addEventListener("submit", (event) => {
  if (!event.submitter?.hasAttribute("formaction")) event.preventDefault();
});

addEventListener("online", () => {
  isOffline = false;
  isRefused = false;
  save();
});
addEventListener("offline", () => {
  isOffline = true;
  say();
});
addEventListener("beforeunload", (event) => {
  const comesBack = "reopens" in talk.dataset && kept.isStored;
  if (kept.entries.size && !comesBack && isOver !== "here") event.preventDefault();
});
addEventListener("pagehide", saveAtOnce);
document.addEventListener("visibilitychange", () => document.hidden && saveAtOnce());
talk.querySelector("[data-again] a").addEventListener("click", () => (talk.dataset.reopens = ""));
document.addEventListener("asked-for-unsaved", (event) => kept.entries.size && event.preventDefault());
document.addEventListener("signing-out", ({ detail }) => {
  isOver ||= detail;
  isRefused = true;
  clearTimeout(timer);
  say();
  for (const field of talk.querySelectorAll("input, textarea, select, button")) {
    if (field.matches("textarea, input:not([type=checkbox], [type=radio])")) field.readOnly = true;
    else field.disabled = true;
  }
});

/* Signed out elsewhere: what the office wrote is shown no longer than somebody needs to copy it,
   and to nobody else. */
function leave() {
  kept.entries.clear();
  talk.hidden = true;
  talk.dataset.reopens = "";
  location.reload();
}

document.addEventListener("visibilitychange", () => {
  if (isOver === "elsewhere" && isAllSaved()) leave();
});
document.addEventListener("somebody-else", ({ detail }) => {
  if (detail || (isOver === "elsewhere" && isAllSaved())) leave();
});

function isAllSaved() {
  return document.dispatchEvent(new Event("asked-for-unsaved", { cancelable: true }));
}

say();
save();
