
"use strict";
(() => {
  const filters = document.getElementById("filters");
  if (!filters) return; // Nothing was found.
  const search = document.getElementById("search");
  const operation = document.getElementById("operation");
  const known = document.getElementById("known");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const severities = [...filters.querySelectorAll("[name=severity]")];
  const causes = [...document.querySelectorAll(".cause")].map((element) => ({
    element,
    severity: element.dataset.severity,
    operation: element.dataset.operation,
    known: "known" in element.dataset,
    text: element.textContent.toLowerCase(),
  }));

  for (const name of [...new Set(causes.map((cause) => cause.operation))].sort()) {
    operation.add(new Option(name, name));
  }

  const apply = () => {
    const checked = new Set(severities.filter((box) => box.checked).map((box) => box.value));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const cause of causes) {
      const matches = checked.has(cause.severity) && (known.checked || !cause.known) &&
        (operation.value === "" || operation.value === cause.operation) && words.every((word) => cause.text.includes(word));
      cause.element.hidden = !matches;
      if (matches) count++;
    }
    shown.textContent = `${count} of ${causes.length} shown`;
    none.hidden = count > 0;
  };

  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = false;
  apply();

  // Print what is folded, too.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
