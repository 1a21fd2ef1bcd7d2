/* Names the fields that select2 puts in the place of a choice: it leaves them without a label. */
"use strict";
{
  const named = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const words = label?.textContent.trim().replace(/:$/, "");
      const parts = select.parentElement?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
      for (const part of words ? parts : []) part.setAttribute("aria-label", words);
    }
  };

  const opened = (event) => {
    const label = document.querySelector(`label[for="${event.target.id}"]`);
    const search = document.querySelector(".select2-container--open .select2-search__field");
    if (label && search) search.setAttribute("aria-label", label.textContent.trim());
  };

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(named).observe(document.body, { childList: true, subtree: true });
    named();
    if (window.django?.jQuery) django.jQuery(document).on("select2:open", opened);
  });
}
