// Pictures of many regions that answer together and at once: pointing says a region's figures, a click or Enter chooses it
// in every picture of the page. What tells the server (chosen.js) hears of it like every other picture.
const CHOSEN = "dashboard-region";

export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".linked");
  const said = new Map(data.regions.map((region) => [region.code, region.words]));
  const codes = new Map(data.regions.map((region) => [region.name, region.code]));
  const order = data.regions.map((region) => region.code);
  let pointed = null;
  if (host.drawn !== data.id) {
    host.replaceChildren(...(data.speaks ? [speech()] : []), ...data.pictures.map(picture));
    host.classList.toggle("single", data.pictures.length === 1);
    host.drawn = data.id;
  }
  const heard = () => show();
  window.addEventListener(CHOSEN, heard);
  show();
  return () => window.removeEventListener(CHOSEN, heard);

  function chosen() {
    return document.documentElement.dataset.region || "";
  }

  function choose(code) {
    document.documentElement.dataset.region = code;
    window.dispatchEvent(new CustomEvent(CHOSEN));
  }

  function speech() {
    const line = document.createElement("p");
    line.className = "said";
    line.setAttribute("aria-live", "polite");
    return line;
  }

  function picture({ svg, title, rows }) {
    const figure = document.createElement("figure");
    const box = rows ? document.createElement("div") : figure;
    box.innerHTML = svg;
    if (rows) {
      box.className = "rows";
      figure.append(box);
    }
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", `${title}。矢印キーで地域を移り、Enterで選びます`);
    box.onkeydown = pressed;
    prepare(box.querySelector("svg"));
    return figure;
  }

  function prepare(svg) {
    svg.querySelectorAll("path > title").forEach((title) => {
      const code = codes.get(title.textContent.split("：")[0]);
      if (code) title.parentNode.dataset.region = code;
      title.remove();
    });
    const at = (event) => event.target.closest?.("path[data-region]")?.dataset.region;
    svg.onclick = (event) => at(event) && choose(at(event));
    svg.onpointermove = (event) => point(at(event) || null);
    svg.onpointerleave = () => point(null);
  }

  function pressed(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      const now = order.indexOf(pointed || chosen());
      point(order[(now + step + order.length) % order.length] ?? order[0]);
    } else if ((event.key === "Enter" || event.key === " ") && pointed) choose(pointed);
    else return;
    // Neither the box nor the meeting's walk from screen to screen may take the same key.
    event.preventDefault();
    event.stopPropagation();
  }

  function point(code) {
    if (code === pointed) return;
    pointed = code;
    show();
  }

  function show() {
    host.querySelectorAll("svg").forEach((svg) => {
      svg.querySelector(".overlay")?.remove();
      const layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
      layer.setAttribute("class", "overlay");
      if (chosen()) trace(svg, layer, chosen(), ["edge", "core"]);
      if (pointed && pointed !== chosen()) trace(svg, layer, pointed, ["pointed"]);
      svg.querySelector("g.root > g > g")?.append(layer);
    });
    speak();
    reveal();
  }

  // The outlines are drawn again on top of everything: first all thick lines, then all thin ones in them.
  function trace(svg, layer, code, looks) {
    const all = [...svg.querySelectorAll(`path[data-region="${CSS.escape(code)}"]`)];
    // In a ranking the first is the strip of the whole row, the second the bar in it.
    const shapes = svg.closest(".rows") ? all.slice(0, 1) : all;
    for (const look of looks) {
      for (const shape of shapes) {
        const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
        line.setAttribute("d", shape.getAttribute("d"));
        line.setAttribute("transform", shape.getAttribute("transform") || "");
        line.setAttribute("class", look);
        layer.append(line);
      }
    }
  }

  function speak() {
    const line = host.querySelector(".said");
    if (!line) return;
    const parts = [
      ["選んだ地域", said.get(chosen()) ?? (chosen() === data.whole.code ? data.whole.words : "図の地域を押すか、上の欄で選びます")],
      ["カーソル位置", said.get(pointed) ?? "地図か棒を指すと値を表示します"],
    ];
    line.replaceChildren(
      ...parts.map(([name, words]) => {
        const part = document.createElement("span");
        const head = document.createElement("b");
        head.textContent = name;
        part.append(head, `　${words}`);
        return part;
      }),
    );
  }

  // The chosen bar is always in sight; only its own box moves, never the page.
  function reveal() {
    const code = host.revealed === chosen() ? pointed : chosen();
    host.revealed = chosen();
    host.querySelectorAll(".rows").forEach((box) => {
      const bar = code && box.querySelector(`path[data-region="${CSS.escape(code)}"]`);
      if (!bar) return;
      const [inside, place] = [box.getBoundingClientRect(), bar.getBoundingClientRect()];
      if (place.top < inside.top || place.bottom > inside.bottom)
        box.scrollTop += place.top - inside.top - 120;
    });
  }
}
