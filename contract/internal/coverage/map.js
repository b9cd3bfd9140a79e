
"use strict";
(() => {
  const { claims, survivors } = JSON.parse(document.getElementById("data").textContent);
  const filters = document.getElementById("filters");
  const boxes = [...filters.querySelectorAll("[name=filter]")];
  const shown = document.getElementById("shown");
  const panel = document.getElementById("panel");
  const exchanges = document.getElementById("exchanges");
  const moves = document.getElementById("moves");
  const rows = [...document.querySelectorAll(".document [data-line]")];
  const key = (file, line) => `${file ?? ""}:${line}`;
  const claimsOf = Map.groupBy(claims, (claim) => key(claim.file, claim.line));
  const survivorsOf = Map.groupBy(survivors ?? [], (survivor) => key(survivor.file, survivor.line));
  const indexOf = new Map(rows.map((row, index) => [row, index]));
  let matching = rows;
  let current = null;

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  const signs = { stale: "~", uncovered: "-", unreachable: "/", survivor: "!" };
  const sign = (state) => element("span", `sign ${state}`, signs[state] ?? state[0].toUpperCase());

  const exchange = (x) => {
    const where = x.file ? [element("code", "", `${x.file}#${x.entry}`)] : ["no recording"];
    if (x.at) where.push(" at ", element("code", "", x.at));
    if (x.page) where.push(", from ", x.page);
    if (x.recorded) where.push(`, ${x.recorded.slice(0, 10)}`);
    if (x.stale) where.push(x.stale === "old" ? " (stale: too old)" : " (stale: the operation has changed since)");
    return element("li", "", ...where);
  };

  const covering = (by) => {
    const counts = [`${by.count} ${by.count === 1 ? "exchange" : "exchanges"}`];
    if (by.stale) counts.push(`${by.stale} stale`);
    return [element("li", `provenance ${by.provenance}`, element("b", "", by.provenance), `: ${counts.join(", ")}`), ...by.exchanges.map(exchange)];
  };

  // A document may be a single line, so the panel shows at most this many claims of a line.
  const most = 500;
  const show = (row) => {
    const { file, line } = row.dataset;
    const parts = [element("h2", "", file ? `${file}, line ${line}` : `Line ${line}`)];
    const claimed = claimsOf.get(key(file, line)) ?? [];
    for (const claim of claimed.slice(0, most)) {
      parts.push(element("h3", "", sign(claim.state), `${claim.kind} ${claim.aspect}${claim.side ? ` (${claim.side})` : ""}`));
      parts.push(element("p", "hint", document.getElementById(`aspect-${claim.aspect}`).textContent), element("code", "", claim.pointer));
      const none = claim.state === "unreachable" ? "No operation uses it, so no exchange can cover it." : "No exchange covers it.";
      parts.push(claim.coveredBy ? element("ul", "", ...claim.coveredBy.flatMap(covering)) : element("p", "none", none));
    }
    if (claimed.length > most) parts.push(element("p", "none", `and ${claimed.length - most} more. The file of --json has all.`));
    for (const survivor of survivorsOf.get(key(file, line)) ?? []) {
      parts.push(element("h3", "", sign("survivor"), `survivor: ${survivor.kind}`), element("p", "", survivor.what));
      if (survivor.killer) parts.push(element("p", "hint", `To notice it, record ${survivor.killer}.`));
    }
    exchanges.replaceChildren(...parts);
    panel.scrollTop = 0;
    document.querySelector(".document .current")?.classList.remove("current");
    row.classList.add("current");
  };

  // The Tab key reaches one line. The arrow keys lead from it to the others.
  const reach = (row) => {
    current?.querySelector("button").setAttribute("tabindex", "-1");
    current = row;
    row?.querySelector("button").setAttribute("tabindex", "0");
  };

  const move = (by, go) => {
    if (matching.length === 0) return;
    const at = indexOf.get(document.querySelector(".document .current")) ?? -1;
    const next = by > 0 ? matching.find((row) => indexOf.get(row) > at) : matching.findLast((row) => indexOf.get(row) < at);
    const row = next ?? (by > 0 ? matching.at(-1) : matching[0]);
    go(row);
    row.scrollIntoView({ block: "nearest" });
  };
  const focus = (row) => row.querySelector("button").focus({ preventScroll: true });
  const turn = (row) => {
    reach(row);
    show(row);
  };

  const apply = () => {
    const asked = boxes.filter((box) => box.checked).map((box) => box.value);
    matching = rows.filter((row) => asked.length === 0 || asked.some((name) => name in row.dataset));
    const chosen = new Set(matching);
    for (const row of document.querySelectorAll(".document li")) row.classList.toggle("dim", asked.length > 0 && !chosen.has(row));
    shown.textContent = `${matching.length} of ${rows.length} lines with claims`;
    reach(chosen.has(current) ? current : matching[0] ?? null);
  };

  // More than this many lines without a claim are folded.
  const few = 3;
  const fold = document.getElementById("fold");
  const folds = [];
  const foldLines = (lines) => {
    if (lines.length <= few) return;
    const text = `${lines.length} lines without claims`;
    const button = element("button", "", text);
    const item = element("li", "fold", button);
    const close = (closed) => {
      for (const line of lines) line.classList.toggle("folded", closed);
      button.ariaExpanded = String(!closed);
      button.textContent = closed ? `… ${text}` : `fold ${text}`;
    };
    button.type = "button";
    button.addEventListener("click", () => close(button.ariaExpanded === "true"));
    lines[0].before(item);
    folds.push({ lines, close });
  };
  for (const list of document.querySelectorAll(".document")) {
    let lines = [];
    for (const item of [...list.children, null]) {
      if (item && !item.dataset.line) {
        lines.push(item);
      } else {
        foldLines(lines);
        lines = [];
      }
    }
  }
  const foldAll = () => {
    for (const { close } of folds) close(fold.checked);
  };
  fold.addEventListener("input", foldAll);
  foldAll();

  for (const row of rows) {
    row.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") show(row);
    });
    row.addEventListener("click", () => focus(row));
    row.addEventListener("focusin", () => turn(row));
  }
  for (const button of moves.children) button.addEventListener("click", () => move(Number(button.value), turn)); // The focus stays on the button.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = event.key.startsWith("Arrow");
    if (arrow && !event.target.closest(".document")) return; // Elsewhere, the arrow keys scroll.
    const box = { u: "uncovered", s: "stale", v: "survived" }[event.key];
    if (event.key === "f") fold.click();
    else if (event.key === "j" || event.key === "ArrowDown") move(1, focus);
    else if (event.key === "k" || event.key === "ArrowUp") move(-1, focus);
    else if (boxes.some((b) => b.value === box)) boxes.find((b) => b.value === box).click();
    else return;
    event.preventDefault();
  });
  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = moves.hidden = false;
  apply();

  // A link to a line, map.html#L12, shows what covers it. Without one, the map opens at the first claim.
  const follow = () => {
    const line = location.hash && document.getElementById(location.hash.slice(1));
    folds.find(({ lines }) => lines.includes(line))?.close(false);
    const row = indexOf.has(line) ? line : document.querySelector(".document .current") ?? rows[0];
    if (row) turn(row);
    (line || row)?.scrollIntoView({ block: "nearest" }); // On a phone, the panel would cover the line.
  };
  addEventListener("hashchange", follow);
  follow();
})();
