
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
    operations: element.dataset.operations.split("\n"),
    known: "known" in element.dataset,
    text: element.textContent.toLowerCase(),
  }));

  for (const name of [...new Set(causes.flatMap((cause) => cause.operations))].sort()) {
    operation.add(new Option(name, name));
  }

  const apply = () => {
    const checked = new Set(severities.filter((box) => box.checked).map((box) => box.value));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const cause of causes) {
      const matches = checked.has(cause.severity) && (!known || known.checked || !cause.known) &&
        (operation.value === "" || cause.operations.includes(operation.value)) && words.every((word) => cause.text.includes(word));
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

  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(button.parentElement.querySelector("pre")); // The reader can copy the selection.
        button.textContent = "Selected";
      }
      button.classList.add("done");
    });
  }

  // Print the folded parts too.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
