/* Passkeys. A form with data-passkey="create" or "get" fetches the challenge by a POST of itself,
   asks the browser, and is sent with the answer in its field "credential". Its button and what
   else needs this script is hidden until it runs; notes lie beside the form, by data-passkey-note. */
"use strict";
{
  const isSupported = Boolean(window.PublicKeyCredential && window.webauthnJSON);

  const note = (name) => {
    for (const element of document.querySelectorAll("[data-passkey-note]")) {
      element.hidden = element.dataset.passkeyNote !== name;
      if (!element.hidden) element.scrollIntoView({ block: "nearest" });
    }
  };

  const challenge = async (form) => {
    const data = new FormData(form);
    data.set("challenge", "1");
    const response = await fetch(form.action, { method: "POST", body: data });
    if (!response.ok || response.redirected) throw new Error("no challenge");
    return response.json();
  };

  const answer = async (form) => {
    const options = await challenge(form);
    return form.dataset.passkey === "create"
      ? webauthnJSON.create(options.creation_options)
      : webauthnJSON.get(options.request_options);
  };

  const asked = async (event) => {
    event.preventDefault();
    const form = event.target;
    const button = event.submitter;
    if (button) button.disabled = true;
    note("");
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch (error) {
      if (button) button.disabled = false;
      if (error.name === "InvalidStateError") note("known");
      else note(error instanceof DOMException ? "cancelled" : "failed");
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", asked);
  }
  if (isSupported) {
    for (const element of document.querySelectorAll("[data-passkey-needs]")) element.hidden = false;
  } else {
    note("unsupported");
  }
}
