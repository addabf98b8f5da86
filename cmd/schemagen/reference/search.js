
"use strict";
(() => {
  const box = document.getElementById("search");
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const parts = [...document.querySelectorAll("[data-name]")].map((element) => ({
    element,
    text: (element.dataset.name + " " + element.textContent).toLowerCase(),
    entry: document.querySelector(`nav [data-for="${CSS.escape(element.dataset.name)}"]`),
  }));
  const groups = [...document.querySelectorAll("main section")];
  const show = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { element, text, entry } of parts) {
      const fits = words.every((word) => text.includes(word));
      element.hidden = !fits;
      if (entry) entry.hidden = !fits;
      if (fits) count++;
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-name]:not([hidden])");
    found.textContent = words.length ? `${count} found` : "";
  };
  query.addEventListener("input", show);
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      query.value = "";
      show();
      target.scrollIntoView();
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== query && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      query.focus();
    }
  });
  box.hidden = false;
})();
