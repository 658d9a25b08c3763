// The council paper's table: two-line cells, sorted by a click on a heading, in the browser alone.
export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".council");
  const table = document.createElement("table");
  const body = document.createElement("tbody");
  table.append(caption(data.caption), head(), body);
  host.replaceChildren(table);
  show(data.rows);

  function caption(text) {
    const element = document.createElement("caption");
    element.textContent = text;
    return element;
  }

  function head() {
    const element = document.createElement("thead");
    const row = element.insertRow();
    data.columns.forEach((column, at) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = column;
      button.title = "押すと並べ替え";
      button.onclick = () => sort(at, cell);
      cell.append(button);
      row.append(cell);
    });
    return element;
  }

  // Up, then down, then back to the order of the catalogue. What has no value stays at the end.
  function sort(at, heading) {
    const next = { ascending: "descending", descending: "none" }[heading.ariaSort] || "ascending";
    table.querySelectorAll("th[scope=col]").forEach((cell) => (cell.ariaSort = null));
    if (next === "none") return show(data.rows);
    heading.ariaSort = next;
    const sign = next === "ascending" ? 1 : -1;
    const empty = (row) => row[at].sort === null;
    show([...data.rows].sort((a, b) => empty(a) - empty(b) || (empty(a) ? 0 : sign * compare(a[at].sort, b[at].sort))));
  }

  function compare(a, b) {
    return typeof a === "number" ? a - b : String(a).localeCompare(String(b), "ja");
  }

  function show(rows) {
    body.replaceChildren(...rows.map(line));
  }

  function line(cells) {
    const row = document.createElement("tr");
    cells.forEach((cell, at) => {
      const element = document.createElement(at ? "td" : "th");
      if (!at) element.scope = "row";
      element.className = cell.number ? "number" : "";
      const main = document.createElement("span");
      main.textContent = cell.text;
      element.append(main);
      if (cell.sub) {
        const sub = document.createElement("small");
        sub.textContent = cell.sub;
        element.append(sub);
      }
      row.append(element);
    });
    return row;
  }
}
