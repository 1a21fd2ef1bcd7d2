/* The forms beside a talk, which enter a resolution, a task or somebody who came: what is typed is
   kept for this tab until the forum has it, and the page is not left without a net. Each form has
   a token, so that what is sent twice is entered once. Without this file they are plain forms. */
const PATIENCE = 10000; // an answer that takes longer counts as none

const talk = document.querySelector("[data-talk]");
const entries = [];
let isOver = ""; // "here" or "elsewhere" somebody signs out: nothing is kept or sent from now on

class Entry {
  constructor(part) {
    this.part = part;
    this.form = part.querySelector("form");
    this.told = part.querySelector("[data-entry-error]");
    this.key = `words:${document.body.dataset.person}:${talk.dataset.talk}:${part.dataset.entry}`;
    this.empty = this.words();
    this.isStored = true;
    this.isSending = false;
    this.isUnsure = false; // whether what was sent last has arrived
    this.bringBack();
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  get fields() {
    const own = ["csrfmiddlewaretoken", "next"];
    return [...this.form.elements].filter((field) => field.name && field.type !== "submit" && !own.includes(field.name));
  }

  /* [name, value] of each field, the token too; of radio buttons the chosen one. */
  values() {
    return this.fields.filter((field) => field.type !== "radio" || field.checked).map(({ name, value }) => [name, value]);
  }

  words() {
    return JSON.stringify(this.values().filter(([name]) => name !== "token"));
  }

  get isTyped() {
    return this.words() !== this.empty;
  }

  /* What is sent anew after it was changed is another one: the first may have arrived. */
  typed() {
    if (this.isUnsure) this.form.elements.token.value = crypto.randomUUID();
    this.isUnsure = false;
    this.keep();
  }

  keep() {
    if (isOver) return;
    try {
      const kept = { values: this.values(), isUnsure: this.isUnsure };
      if (this.isTyped) sessionStorage.setItem(this.key, JSON.stringify(kept));
      else sessionStorage.removeItem(this.key);
      this.isStored = true;
    } catch {
      this.isStored = false;
    }
  }

  bringBack() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return; // a browser that keeps nothing
    }
    if (!kept) return;
    const values = new Map(kept.values);
    this.isUnsure = kept.isUnsure;
    for (const field of this.fields) {
      if (!values.has(field.name)) continue;
      if (field.type === "radio") field.checked = field.value === values.get(field.name);
      else if (field.tagName !== "SELECT" || [...field.options].some((one) => one.value === values.get(field.name))) field.value = values.get(field.name);
    }
    this.part.open = true;
  }

  async send() {
    if (this.isSending || isOver) return;
    const patience = new AbortController();
    const impatient = setTimeout(() => patience.abort(), PATIENCE);
    const words = this.words();
    this.isSending = this.isUnsure = true;
    this.keep();
    this.say("");
    try {
      const response = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        redirect: "manual",
        signal: patience.signal,
      });
      if (response.status >= 500) throw response;
      const isRead = response.headers.get("Content-Type")?.includes("json");
      this.answered(isRead ? await response.json() : {}, words);
    } catch {
      this.say(this.isStored ? this.told.dataset.offline : this.told.dataset.unstored);
    } finally {
      clearTimeout(impatient);
      this.isSending = false;
    }
  }

  answered(answer, words) {
    this.isUnsure = false;
    if (!answer.to) {
      this.keep();
      return this.say(answer.error ?? this.told.dataset.refused);
    }
    if (this.words() === words) this.form.reset();
    else this.form.elements.token.value = crypto.randomUUID(); // typed while it was on its way
    this.keep();
    talk.dataset.reopens = "";
    history.replaceState(null, "", answer.to);
    location.reload();
  }

  say(words) {
    const line = document.createElement("p");
    line.className = "kern-error";
    line.textContent = words;
    this.told.replaceChildren(...(words ? [line] : []));
  }
}

for (const part of talk.querySelectorAll("[data-entry]")) entries.push(new Entry(part));

addEventListener("beforeunload", (event) => {
  const left = entries.filter((entry) => entry.isTyped && !("reopens" in talk.dataset && entry.isStored));
  if (left.length && isOver !== "here") event.preventDefault();
});
document.addEventListener("asked-for-unsaved", (event) => {
  if (entries.some((entry) => entry.isTyped)) event.preventDefault();
});
document.addEventListener("signing-out", ({ detail }) => (isOver ||= detail));
