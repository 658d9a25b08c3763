// The uploaded sheet as a grid. Pointing, a tap or the arrow keys say in the line above it how a cell was understood; a
// button of the legend goes to the next cell of its kind. All words become text nodes, so that no cell is ever markup.
const HINT = "セルに触れるか、押すか、矢印キーで移ると、どう読んだか、なぜかがここに出ます。";

export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".sheet");
  const content = JSON.stringify(data);
  if (host.content === content) return;
  host.content = content;
  const named = data.words;

  const line = make("p", "reason");
  line.setAttribute("aria-live", "polite");
  const table = make("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", "シートのセルと、その読み取りかた");
  table.append(head(), body());
  const box = make("div", "box");
  box.append(table);
  host.replaceChildren(legend(), line, box, ...(data.note ? [make("p", "note", data.note)] : []));
  let current = null;
  let pinned = null;
  speak(null);
  enter(table.querySelector("tbody [data-row]"));

  table.onpointerover = (event) => event.pointerType === "mouse" && speak(cellOf(event));
  table.onpointerleave = () => speak(pinned);
  table.addEventListener("focusin", (event) => choose(cellOf(event)));
  table.onclick = (event) => cellOf(event)?.focus({ preventScroll: true });
  table.onkeydown = pressed;

  function make(name, css, text) {
    const element = document.createElement(name);
    if (css) element.className = css;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function legend() {
    const list = make("ul", "legend");
    list.setAttribute("aria-label", "色と印の意味、セルの数");
    for (const item of data.legend) {
      const button = make("button");
      button.type = "button";
      button.title = `押すと、次の「${named[item.id]}」へ移ります`;
      const swatch = make("i", item.id);
      swatch.setAttribute("aria-hidden", "true");
      button.append(swatch, make("span", "", named[item.id]), make("b", "", item.count.toLocaleString("ja")));
      button.onclick = () => next(`.${item.id}`);
      const entry = make("li");
      entry.append(button);
      list.append(entry);
    }
    return list;
  }

  function head() {
    const section = make("thead");
    const row = section.insertRow();
    row.append(make("td", "corner"));
    for (const column of data.columns) {
      const cell = make("th", column.role);
      cell.scope = "col";
      cell.append(column.letter);
      if (column.role) cell.append(make("small", "", named[column.role]));
      row.append(cell);
    }
    return section;
  }

  function body() {
    const section = make("tbody");
    for (const row of data.rows) section.append(row.gap ? gap(row.gap) : tableRow(row));
    return section;
  }

  function gap(text) {
    const row = make("tr", "gap");
    const cell = make("td", "", text);
    cell.colSpan = data.columns.length + 1;
    row.append(cell);
    return row;
  }

  function tableRow(row) {
    const element = make("tr");
    const number = make("th", row.severity || row.role, String(row.number));
    number.scope = "row";
    const words = named[row.severity || row.role];
    if (words) number.append(make("small", "", words));
    place(number, row, -1);
    number.why = [`${row.number}行目`, words, row.why];
    element.append(number);
    const filled = row.cells.filter(Boolean).length;
    for (let at = 0; at < row.cells.length; at++) {
      const cell = dataCell(row, at);
      element.append(cell);
      if (filled === 1 && row.cells[at] && [...row.cells[at][0]].length > 8) {
        // A title or a note that stands alone in its row runs over the blank cells beside it, as in Excel.
        cell.colSpan = row.cells.length - at;
        break;
      }
    }
    return element;
  }

  function dataCell(row, at) {
    const written = row.cells[at];
    const cell = make("td");
    place(cell, row, at);
    const address = `${data.columns[at].letter}${row.number}`;
    if (!written) {
      cell.why = [address, "", "空のセルです。"];
      return cell;
    }
    const [text, number, isOdd, reading] = written;
    const [role, severity, reason] = data.senses[number];
    const why = reading ? `${read(reading)}${severity ? reason : ""}` : reason;
    const words = [text && role && named[role], named[severity]].filter(Boolean).join("・");
    cell.className = [text ? role : "", severity, /^[-−▲△]?[\d,.]+%?$/.test(text) ? "number" : ""].filter(Boolean).join(" ");
    if ([...text].length > 16) cell.classList.add("long");
    cell.append(text);
    const tag = [isOdd && named[role], named[severity]].filter(Boolean).join("・");
    if (tag) cell.append(make("small", "", tag));
    cell.setAttribute("aria-label", [text || "空", words].join("、"));
    cell.why = [address, words, why, text];
    return cell;
  }

  function read(numbers) {
    const [region, period, indicator, value] = numbers.map((number) => data.texts[number]);
    return `${region}、${period}の${indicator}、${value}と読みました。`;
  }

  function place(cell, row, at) {
    cell.dataset.row = row.number;
    cell.dataset.at = at;
    cell.tabIndex = -1;
  }

  function cellOf(event) {
    return event.target.closest?.("[data-row]");
  }

  // One cell of the grid is in the order of the tab key, the one that was chosen last.
  function enter(cell) {
    if (!cell) return;
    if (current) current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
  }

  function choose(cell) {
    if (!cell) return;
    enter(cell);
    pinned = cell;
    speak(cell);
  }

  function speak(cell) {
    if (!cell?.why) return line.replaceChildren(HINT);
    const [address, words, why, text] = cell.why;
    const parts = [make("b", "", address)];
    if (text) parts.push(make("q", "", text.length > 40 ? `${text.slice(0, 40)}…` : text));
    if (words) parts.push(make("b", "", words));
    line.replaceChildren(...parts, why || "");
    cell.title = [words, why].filter(Boolean).join("：");
  }

  function next(selector) {
    const cells = [...table.querySelectorAll("tbody [data-row]")];
    const now = pinned ? cells.indexOf(pinned) : -1;
    const fits = (cell) => cell.matches(selector);
    const target = cells.slice(now + 1).find(fits) ?? cells.find(fits);
    if (!target) return line.replaceChildren("示している行にはありません。");
    reveal(target);
  }

  function reveal(cell) {
    cell.focus({ preventScroll: true });
    const [inside, there] = [box.getBoundingClientRect(), cell.getBoundingClientRect()];
    const [top, left] = [table.tHead.offsetHeight, table.tHead.rows[0].cells[0].offsetWidth];
    if (there.top < inside.top + top) box.scrollTop -= inside.top + top - there.top;
    else if (there.bottom > inside.bottom - 16) box.scrollTop += there.bottom - inside.bottom + 16;
    if (cell.dataset.at < 0) return;
    if (there.left < inside.left + left) box.scrollLeft -= inside.left + left - there.left;
    else if (there.right > inside.right - 16) box.scrollLeft += there.right - inside.right + 16;
  }

  function pressed(event) {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    const now = cellOf(event);
    if (!step || !now) return;
    event.preventDefault();
    event.stopPropagation();
    const target = step[0] ? vertical(now, step[0]) : step[1] > 0 ? now.nextElementSibling : now.previousElementSibling;
    if (target?.dataset.row) reveal(target);
  }

  function vertical(cell, step) {
    let row = cell.parentElement;
    do row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (row && row.className === "gap");
    if (!row) return null;
    const cells = [...row.querySelectorAll("[data-row]")];
    return cells.findLast((each) => Number(each.dataset.at) <= Number(cell.dataset.at));
  }
}
