/* The account menu opens and closes without this file; with it, also Escape, a click beside
   it and leaving it by Tab close it. */
for (const menu of document.querySelectorAll("details.fp-account")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

/* What pages keep on this device while the net is gone is one person's, and ends with signing out:
   of somebody else it is removed as soon as another person's page is opened here, and whoever signs
   out with words that are not saved is asked first. Other tabs are told. */
{
  const PREFIX = "words:";
  const person = document.body.dataset.person;

  const kept = (isMeant) => {
    try {
      return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && isMeant(key));
    } catch {
      return []; // a browser that keeps nothing
    }
  };

  const isOwn = (key) => key.startsWith(`${PREFIX}${person}:`);

  const forget = () => {
    document.dispatchEvent(new Event("signing-out"));
    try {
      sessionStorage.clear();
      localStorage.clear();
    } catch {
      return;
    }
  };

  const tabs = window.BroadcastChannel ? new BroadcastChannel("signing-out") : null;
  tabs?.addEventListener("message", forget);

  for (const key of kept((key) => person && !isOwn(key))) sessionStorage.removeItem(key);
  try {
    sessionStorage.removeItem("htmx-current-path-for-history"); // which no page here asks for
  } catch {
    // a browser that keeps nothing
  }

  for (const form of document.querySelectorAll("form[data-signs-out]")) {
    form.addEventListener("submit", (event) => {
      if (kept(isOwn).length && !window.confirm(document.body.dataset.unsaved)) {
        event.preventDefault();
        return;
      }
      forget();
      tabs?.postMessage("");
    });
  }
}
