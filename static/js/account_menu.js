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
   out with words in any tab that are not saved is asked first. Other tabs are told. */
{
  const PREFIX = "words:";
  const ANSWERS = 200; // milliseconds in which the other tabs say that they have such words
  const { person } = document.body.dataset;

  const kept = (isMeant) => {
    try {
      return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && isMeant(key));
    } catch {
      return []; // a browser that keeps nothing
    }
  };

  const isOwn = (key) => key.startsWith(`${PREFIX}${person}:`);

  /* A page says so that has words which this browser would not keep. */
  const isUnsaved = () => kept(isOwn).length > 0 || !document.dispatchEvent(new Event("asked-for-unsaved", { cancelable: true }));

  const forget = (where) => {
    document.dispatchEvent(new CustomEvent("signing-out", { detail: where }));
    try {
      sessionStorage.clear();
      localStorage.clear();
    } catch {
      return;
    }
  };

  const tabs = window.BroadcastChannel ? new BroadcastChannel("signing-out") : null;
  let heard = () => {};
  tabs?.addEventListener("message", ({ data }) => {
    if (data.says === "unsaved?" && person && isUnsaved()) tabs.postMessage({ says: "unsaved" });
    if (data.says === "unsaved") heard();
    if (data.says === "over") forget("elsewhere");
    if (data.says === "here" && person && data.person !== person) {
      document.dispatchEvent(new CustomEvent("somebody-else", { detail: data.person }));
    }
  });
  tabs?.postMessage({ says: "here", person: person ?? "" });

  const isUnsavedElsewhere = () =>
    new Promise((resolve) => {
      if (!tabs) return resolve(false);
      heard = () => resolve(true);
      setTimeout(() => resolve(false), ANSWERS);
      tabs.postMessage({ says: "unsaved?" });
    });

  for (const key of kept((key) => person && !isOwn(key))) sessionStorage.removeItem(key);
  try {
    sessionStorage.removeItem("htmx-current-path-for-history"); // which no page here asks for
  } catch {
    // a browser that keeps nothing
  }

  let isAsking = false;
  const signOut = async (form) => {
    if (isAsking) return;
    isAsking = true;
    const isLost = isUnsaved() || (await isUnsavedElsewhere());
    isAsking = false;
    if (isLost && !window.confirm(document.body.dataset.unsaved)) return;
    forget("here");
    tabs?.postMessage({ says: "over" });
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-signs-out]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      signOut(form);
    });
  }
}
